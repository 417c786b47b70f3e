package io.quern.client.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.ClientSettings;
import io.quern.core.code.CodeSet;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientMessage.SubmitTasks;
import io.quern.core.message.ClientNotice.BatchAccepted;
import io.quern.core.message.ClientNotice.BatchRefused;
import io.quern.core.message.ClientNotice.ClientAccepted;
import io.quern.core.message.CodeMessage.CodeRefused;
import io.quern.core.message.CodeMessage.CodeStored;
import io.quern.core.message.CodeMessage.OfferCode;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.local.LocalTransport;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A client whose code travels, against a scheduler that the test plays.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // What is submitted is looked at where it arrives.
class TravellingFuturesTest {
    private static final String ADDRESS = "local://scheduler";
    private static final ClassLoader OWN = TravellingFuturesTest.class.getClassLoader();

    private final LocalTransport transport = new LocalTransport();
    private final BlockingQueue<Heard> onStreams = new LinkedBlockingQueue<>();
    private final BlockingQueue<Heard> onDataLines = new LinkedBlockingQueue<>();
    private MemoryLoader program;
    private Client client;
    private Connection stream;

    private record Heard(Connection from, Message message) {}

    @BeforeEach
    void connect(@TempDir Path folder) throws Exception {
        transport.listen(ADDRESS, (_, role) -> new Listener(role == Role.CLIENT ? onStreams : onDataLines));
        program = new MemoryLoader(MemoryLoader.compile(
                folder, "public class Apple { int seeds = 5; }", "public class Pear { int seeds = 10; }"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(program);
        try {
            client = Client.connect(
                    transport,
                    ADDRESS,
                    Role.CLIENT,
                    "test",
                    new JobIdSource(new SystemClock(), new SplittableRandom(1)),
                    ClientSettings.DEFAULT,
                    new CodeShipper(
                            transport,
                            ADDRESS,
                            new ProgramCode(program, WorkerLibraries.ofEntries(ClassPath.of(OWN)))));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        greet(false);
    }

    private void greet(boolean isResumed) throws InterruptedException {
        Heard registration = onStreams.take();
        assertThat(registration.message()).isInstanceOf(RegisterClient.class);
        stream = registration.from();
        stream.send(new ClientAccepted(new ClientId(1), 1, isResumed));
    }

    @AfterEach
    void close() {
        transport.close();
        client.close();
    }

    @Test
    void theSchedulerHasTheCodeBeforeABatchNamesIt() throws Exception {
        Object apple = fruit("Apple");
        CompletableFuture<RemoteFuture<String>> submitted =
                CompletableFuture.supplyAsync(() -> client.submit(Object::toString, apple));
        Heard offer = onDataLines.take();
        assertThat(submitted).isNotDone();
        assertThat(onStreams).isEmpty();
        store(offer);
        TaskBatch batch = hearBatch();
        assertThat(batch.codeSet()).isEqualTo(offered(offer));
        accept(batch);
        submitted.join();
        client.submit(Object::toString, apple);
        assertThat(hearBatch().codeSet()).isEqualTo(batch.codeSet());
        assertThat(onDataLines).as("what is there is not offered again").isEmpty();
    }

    @Test
    void tasksOfOtherClassesAreOfAnotherCodeSetAndBatch() throws Exception {
        List<Object> fruits = List.of(fruit("Apple"), fruit("Apple"), fruit("Pear"), "text");
        CompletableFuture<List<RemoteFuture<String>>> submitted =
                CompletableFuture.supplyAsync(() -> client.map(Object::toString, fruits));
        Heard apples = onDataLines.take();
        store(apples);
        Heard pears = onDataLines.take();
        store(pears);
        submitted.join();
        List<TaskBatch> batches = List.of(hearBatch(), hearBatch(), hearBatch());
        assertThat(batches).extracting(TaskBatch::size).containsExactly(2, 1, 1);
        assertThat(batches)
                .extracting(TaskBatch::codeSet)
                .containsExactly(offered(apples), offered(pears), CodeHash.NONE);
    }

    @Test
    void afterABreakTheCodeIsOfferedBeforeWhatNamesItIsSentAgain() throws Exception {
        Object apple = fruit("Apple");
        CompletableFuture<RemoteFuture<String>> submitted =
                CompletableFuture.supplyAsync(() -> client.submit(Object::toString, apple));
        Heard first = onDataLines.take();
        store(first);
        TaskBatch batch = hearBatch();
        submitted.join();
        stream.close("the scheduler is started anew");
        greet(true);
        Heard again = onDataLines.take();
        assertThat(again.from()).isNotSameAs(first.from());
        assertThat(offered(again)).isEqualTo(batch.codeSet());
        assertThat(onStreams).isEmpty();
        store(again);
        assertThat(hearBatch()).isEqualTo(batch);
    }

    @Test
    void aBreakWhileTheCodeIsOfferedAgainLeavesTheRestToTheNextStream() throws Exception {
        Object apple = fruit("Apple");
        CompletableFuture<RemoteFuture<String>> submitted =
                CompletableFuture.supplyAsync(() -> client.submit(Object::toString, apple));
        store(onDataLines.take());
        TaskBatch batch = hearBatch();
        submitted.join();
        stream.close("first");
        greet(true);
        Heard unanswered = onDataLines.take();
        Connection before = stream;
        stream.close("second");
        unanswered.from().close("second");
        greet(true);
        store(onDataLines.take());
        Heard sent = onStreams.take();
        assertThat(sent.message()).isEqualTo(new SubmitTasks(batch));
        assertThat(sent.from()).isNotSameAs(before);
    }

    @Test
    void codeThatIsRefusedFailsTheSubmission() throws Exception {
        Object apple = fruit("Apple");
        CompletableFuture<RemoteFuture<String>> submitted =
                CompletableFuture.supplyAsync(() -> client.submit(Object::toString, apple));
        Heard offer = onDataLines.take();
        offer.from().send(new CodeRefused(((OfferCode) offer.message()).request(), "no room; raise code.store-max"));
        assertThatThrownBy(submitted::join)
                .hasMessageContaining("the scheduler at local://scheduler refused the program's code: no room; raise");
        assertThat(onStreams).isEmpty();
    }

    @Test
    void aBatchWhoseCodeWasLostFailsItsFuturesWithTheSchedulersReason() throws Exception {
        Object apple = fruit("Apple");
        CompletableFuture<RemoteFuture<String>> submitted =
                CompletableFuture.supplyAsync(() -> client.submit(Object::toString, apple));
        store(onDataLines.take());
        TaskBatch batch = hearBatch();
        stream.send(new BatchRefused(batch.stage(), "its code is not here; submit its tasks again"));
        RemoteFuture<String> future = submitted.join();
        assertThatThrownBy(future::join).hasMessageContaining("its code is not here; submit its tasks again");
    }

    private Object fruit(String name) throws ReflectiveOperationException {
        return program.loadClass(name).getDeclaredConstructor().newInstance();
    }

    private static void store(Heard offer) {
        offer.from().send(new CodeStored(((OfferCode) offer.message()).request()));
    }

    private static CodeHash offered(Heard offer) {
        return CodeSet.parse(((OfferCode) offer.message()).manifest().bytes()).hash();
    }

    private TaskBatch hearBatch() throws InterruptedException {
        return ((SubmitTasks) onStreams.take().message()).batch();
    }

    private void accept(TaskBatch batch) {
        stream.send(new BatchAccepted(batch.stage()));
    }

    private record Listener(BlockingQueue<Heard> heard) implements ConnectionListener {
        @Override
        public void received(Connection connection, Message message) {
            heard.add(new Heard(connection, message));
        }

        @Override
        public void closed(Connection connection, String reason) {}
    }
}
