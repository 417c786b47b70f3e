package io.quern.worker.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.code.BlobStore;
import io.quern.core.code.CodeSet;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.transport.HeldResult;
import io.quern.core.value.Functions;
import io.quern.worker.store.ResultStore;
import io.quern.worker.store.RoomyMemory;
import io.quern.worker.store.StoredResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobCodesTest {
    private static final ClassLoader OWN = JobCodesTest.class.getClassLoader();
    private static final JobId FIRST = JobId.of(1, 2, 3);
    private static final JobId SECOND = JobId.of(1, 2, 4);
    private static final JobId THIRD = JobId.of(1, 2, 5);

    @TempDir
    private Path folder;

    private BlobStore store;
    private JobCodes codes;

    @BeforeEach
    void open() {
        store = BlobStore.open(folder.resolve("code"), 100_000);
        codes = JobCodes.travelling(OWN, store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void jobsOfOneCodeSetShareItsClassesAndOthersHaveTheirOwn() throws Exception {
        Supply one = new Supply(version(1));
        Supply two = new Supply(version(2));
        codes.learn(FIRST, 0, one.set.hash(), one);
        codes.learn(SECOND, 0, one.set.hash(), one);
        codes.learn(THIRD, 0, two.set.hash(), two);
        assertThat(classes(FIRST)).isSameAs(classes(SECOND)).isNotSameAs(classes(THIRD));
        assertThat(one.brought).isEqualTo(1);
        assertThat(newGreeting(FIRST)).hasToString("version 1");
        assertThat(newGreeting(THIRD)).hasToString("version 2");
        assertThat(classes(FIRST).loadClass(JobCodes.class.getName())).isSameAs(JobCodes.class);
        assertThat(classes(JobId.of(9, 9, 9))).isSameAs(OWN);
    }

    @Test
    void valuesOfAJobAreReadAsItsClasses() throws Exception {
        Supply one = new Supply(version(1));
        codes.learn(FIRST, 0, one.set.hash(), one);
        Object greeting = newGreeting(FIRST);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        codes.of(task(FIRST, 0)).encode(greeting, bytes);
        Object read = codes.of(task(FIRST, 0)).decode(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(read).isNotSameAs(greeting).hasSameClassAs(greeting);
        Payload payload = Functions.of(classes(FIRST)).serialize(greeting);
        assertThat(code(FIRST).read(payload)).hasToString("version 1");
        assertThatThrownBy(() -> code(SECOND).read(payload))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot read a Greeting: its class is neither in the code that came with the job")
                .hasMessageContaining("put the jar or the folder that has it on the class path of the program");
    }

    @Test
    void theClassesAreCollectedAfterTheLastJobAndTheLastRun() throws Exception {
        Supply one = new Supply(version(1));
        WeakReference<ClassLoader> loader = usedByTwoJobs(one);
        assertThat(codes.size()).isZero();
        for (int i = 0; i < 100 && loader.get() != null; i++) {
            System.gc();
        }
        assertThat(loader.get()).isNull();
        codes.learn(THIRD, 0, one.set.hash(), one);
        assertThat(newGreeting(THIRD)).hasToString("version 1");
    }

    /// In a method of its own, so that no local variable keeps what it uses.
    private WeakReference<ClassLoader> usedByTwoJobs(Supply one) throws Exception {
        codes.learn(FIRST, 0, one.set.hash(), one);
        codes.learn(SECOND, 0, one.set.hash(), one);
        CodeUse run = codes.use(task(SECOND, 0));
        WeakReference<ClassLoader> loader = new WeakReference<>(used(run));
        codes.forget(FIRST);
        codes.forget(SECOND);
        assertThat(codes.size()).isEqualTo(1);
        assertThat(run.await().classes().loadClass("Greeting$Inner")).isNotNull();
        run.close();
        return loader;
    }

    private ClassLoader used(CodeUse run) throws Exception {
        JobCode code = run.await();
        Object greeting =
                code.classes().loadClass("Greeting").getDeclaredConstructor().newInstance();
        Payload payload = Functions.of(code.classes()).serialize(greeting);
        assertThat(code.read(payload)).hasToString("version 1");
        assertThat(code.codecs().sizeBytes(greeting)).isPositive();
        return code.classes();
    }

    @Test
    void whatMakesRoomIsNeverTheCodeOfAKnownJob() throws Exception {
        Supply one = new Supply(version(1));
        codes.learn(FIRST, 0, one.set.hash(), one);
        assertThat(newGreeting(FIRST)).hasToString("version 1");
        CodeSet.Blob large = new CodeSet.Blob(CodeHash.of(new byte[99_900]), 99_900);
        assertThatThrownBy(() -> store.put(large, new byte[99_900])).hasMessageContaining("no room");
        codes.forget(FIRST);
        store.put(large, new byte[99_900]);
        assertThat(store.find(one.set.blobs().getFirst().hash())).isEmpty();
    }

    @Test
    void codeThatCannotBeHadFailsItsRunsAndIsAskedForAgainByTheNextJob() throws Exception {
        Supply one = new Supply(version(1));
        codes.learn(FIRST, 0, one.set.hash(), (_, _) -> {
            throw new QuernException(ErrorCode.INTERNAL, "the blob arrived with another content");
        });
        assertThatThrownBy(() -> code(FIRST))
                .isInstanceOf(QuernException.class)
                .hasMessage("the blob arrived with another content");
        assertThatThrownBy(() -> codes.of(task(FIRST, 0))).isInstanceOf(QuernException.class);
        codes.forget(FIRST);
        codes.learn(SECOND, 0, one.set.hash(), one);
        assertThat(newGreeting(SECOND)).hasToString("version 1");
    }

    @Test
    void codeThatArrivesAfterItsJobWasForgottenIsDropped() throws Exception {
        Supply one = new Supply(version(1));
        CountDownLatch forgotten = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        codes.learn(FIRST, 0, one.set.hash(), (set, into) -> {
            forgotten.await();
            CodeSet brought = one.bring(set, into);
            arrived.countDown();
            return brought;
        });
        codes.forget(FIRST);
        assertThat(codes.size()).isZero();
        forgotten.countDown();
        arrived.await();
        codes.learn(FIRST, 0, one.set.hash(), one);
        assertThat(newGreeting(FIRST)).hasToString("version 1");
    }

    @Test
    void batchesOfASessionMayHaveCodeSetsOfTheirOwnAndAreForgottenOneByOne() throws Exception {
        Supply one = new Supply(version(1));
        Supply two = new Supply(version(2));
        codes.learn(FIRST, 0, one.set.hash(), one);
        codes.learn(FIRST, 1, two.set.hash(), two);
        codes.learn(FIRST, 2, two.set.hash(), two);
        assertThat(greeting(task(FIRST, 0))).hasToString("version 1");
        assertThat(greeting(task(FIRST, 1))).hasToString("version 2").hasSameClassAs(greeting(task(FIRST, 2)));
        assertThat(codes.use(task(FIRST, 3)).codeSet()).isEqualTo(CodeHash.NONE);
        codes.forget(FIRST, List.of(0, 1, 9));
        assertThat(codes.size()).as("that of batch 2").isEqualTo(1);
        codes.forget(FIRST, List.of(2));
        assertThat(codes.size()).isZero();
    }

    @Test
    void aResultOfAnotherCodeSetIsReadAsTheClassesOfItsReader() throws Exception {
        Supply one = new Supply(version(1));
        Supply two = new Supply(version(2));
        codes.learn(FIRST, 0, one.set.hash(), one);
        codes.learn(FIRST, 1, two.set.hash(), two);
        Object made = greeting(task(FIRST, 0));
        try (CodeUse maker = codes.use(task(FIRST, 0));
                CodeUse reader = codes.use(task(FIRST, 1));
                CodeUse framework = codes.use(task(SECOND, 0))) {
            Object taken = reader.await().take(List.of(made, "text"), maker.await());
            assertThat(taken).hasToString("[version 2, text]");
            assertThat(reader.await().take(taken, reader.await())).isSameAs(taken);
            String text = "the same everywhere";
            int[] numbers = {1, 2};
            assertThat(reader.await().take(text, maker.await())).isSameAs(text);
            assertThat(reader.await().take(numbers, maker.await())).isSameAs(numbers);
            assertThat(reader.await().take(null, maker.await())).isNull();
            List<String> own = List.of("of the worker's own classes");
            assertThat(reader.await().take(own, framework.await())).isSameAs(own);
            JobCode from = maker.await();
            JobCode none = framework.await();
            assertThatThrownBy(() -> none.take(made, from))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("an input is a Greeting of code set "
                            + one.set.hash().brief())
                    .hasMessageContaining("cannot be read by the worker's own code");
        }
    }

    @Test
    void aHeldResultKeepsItsCodeAfterItsBatchIsForgotten() throws Exception {
        Supply one = new Supply(version(1));
        codes.learn(FIRST, 0, one.set.hash(), one);
        ResultStore results = RoomyMemory.store(RoomyMemory.make());
        RunId run = new RunId(task(FIRST, 0), 1);
        try (CodeUse code = codes.use(run.task())) {
            results.keep(run, code.held(greeting(run.task()), 10), code.again());
        }
        codes.forget(FIRST, List.of(0));
        assertThat(codes.size()).isEqualTo(1);
        HeldResult held = results.lookUp(run).orElseThrow();
        assertThat(held.value()).extracting(value -> value.getClass().getName()).isEqualTo("Greeting");
        StoredResult read = results.pin(run);
        results.drop(run);
        assertThat(codes.size()).as("a run still reads it").isEqualTo(1);
        results.unpin(read);
        assertThat(codes.size()).isZero();
    }

    private Object greeting(TaskKey task) throws Exception {
        try (CodeUse use = codes.use(task)) {
            return use.await()
                    .classes()
                    .loadClass("Greeting")
                    .getDeclaredConstructor()
                    .newInstance();
        }
    }

    private CompiledJar version(int number) throws IOException {
        return CompiledJar.of(
                Files.createTempDirectory(folder, "source"),
                "Greeting",
                "public class Greeting { class Inner {} @Override public String toString() { return \"version " + number
                        + "\"; } }");
    }

    private static TaskKey task(JobId job, int stage) {
        return new TaskKey(job, stage, 3);
    }

    private JobCode code(JobId job) throws InterruptedException {
        try (CodeUse use = codes.use(task(job, 0))) {
            return use.await();
        }
    }

    private ClassLoader classes(JobId job) throws InterruptedException {
        return code(job).classes();
    }

    private Object newGreeting(JobId job) throws Exception {
        return classes(job).loadClass("Greeting").getDeclaredConstructor().newInstance();
    }

    private static final class Supply implements CodeSupply {
        private final CompiledJar jar;
        private final CodeSet set;
        private int brought;

        Supply(CompiledJar jar) {
            this.jar = jar;
            this.set = new CodeSet(List.of(jar.blob()));
        }

        @Override
        public CodeSet bring(CodeHash wanted, BlobStore into) {
            assertThat(wanted).isEqualTo(set.hash());
            brought++;
            try {
                into.put(jar.blob(), jar.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            into.hold(new ArrayList<>(List.of(jar.blob().hash())));
            return set;
        }
    }
}
