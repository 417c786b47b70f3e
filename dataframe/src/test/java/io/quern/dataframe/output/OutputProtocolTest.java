package io.quern.dataframe.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.Reservation;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskMemory;
import io.quern.core.task.UnboundedMemory;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputProtocolTest {
    private static final Schema SCHEMA = Schema.of(Field.required("n", DataType.INT64));
    private static final JobId JOB = JobId.of(1_000, 1, 1);
    private static final JobId NEXT_JOB = JobId.of(1_000, 1, 2);

    @TempDir
    Path root;

    @Test
    void outputIsThereOnlyAfterTheCommit() throws Exception {
        OutputTarget target = target(false);
        Destination.prepare(target, JOB);
        OutputManifest first = write(target, JOB, 0, 1, true, 10);
        OutputManifest second = write(target, JOB, 1, 1, true, 20, 21);
        assertThat(visible()).isEmpty();

        OutputSummary summary = commit(target, JOB, second, first);

        assertThat(visible()).containsExactly("_SUCCESS", "part-00000-00000001-1.txt", "part-00001-00000001-1.txt");
        assertThat(summary.rows()).isEqualTo(3);
        assertThat(Files.readString(folder().resolve("part-00001-00000001-1.txt")))
                .isEqualTo("20\n21\n");
        assertThat(Destination.summary(folder())).contains(summary);
        assertThat(staging(JOB)).doesNotExist();
    }

    @Test
    void existingOutputIsRefusedBeforeAnyWork() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("part-0.json"), "{}");
        assertThatThrownBy(() -> Destination.prepare(target(false), JOB))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the output folder " + folder() + " exists and is not empty")
                .hasMessageContaining("part-0.json");
        assertThat(staging(JOB)).doesNotExist();
    }

    @Test
    void emptyFolderIsNoOutput() throws IOException {
        Files.createDirectories(folder());
        Destination.prepare(target(false), JOB);
        assertThat(staging(JOB)).isDirectory();
    }

    @Test
    void fileInPlaceOfTheFolderIsRefused() throws IOException {
        Files.writeString(folder(), "x");
        assertThatThrownBy(() -> Destination.prepare(target(false), JOB))
                .hasMessageContaining("it is a file, not a folder");
    }

    @Test
    void folderThatCannotBeMadeIsRefused() throws IOException {
        Files.writeString(root.resolve("file"), "x");
        OutputTarget below = new OutputTarget(root.resolve("file/out").toString(), false, new Numbers());
        assertThatThrownBy(() -> Destination.prepare(below, JOB))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot write to the output folder " + root.resolve("file/out"));
    }

    @Test
    void overwritingReplacesExactlyWhatTheOldOutputListed() throws Exception {
        complete(target(false), JOB, 1);
        Files.writeString(folder().resolve("notes.md"), "mine");

        complete(target(true), NEXT_JOB, 2);

        assertThat(visible()).containsExactly("_SUCCESS", "notes.md", "part-00000-00000002-1.txt");
        assertThat(Destination.summary(folder()).orElseThrow().job()).isEqualTo(NEXT_JOB.toString());
    }

    @Test
    void overwritingForeignFilesReplacesThemAll() throws Exception {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("part-r-0.json"), "{}");
        Files.writeString(folder().resolve("_SUCCESS"), "");
        complete(target(true), JOB, 1);
        assertThat(visible()).containsExactly("_SUCCESS", "part-00000-00000001-1.txt");
    }

    @Test
    void overwritingAFolderOfFoldersIsRefused() throws IOException {
        Files.createDirectories(folder().resolve("year=2017"));
        assertThatThrownBy(() -> Destination.prepare(target(true), JOB))
                .hasMessageContaining("will not overwrite " + folder() + ": it holds the folder year=2017");
    }

    @Test
    void attemptWithoutTheGrantLeavesNothing() throws Exception {
        OutputTarget target = target(false);
        Destination.prepare(target, JOB);
        assertThatThrownBy(() -> write(target, JOB, 0, 1, false, 10)).hasMessageContaining("may not publish");
        assertThat(files(staging(JOB))).isEmpty();
    }

    @Test
    void lateAttemptStepsBackAndReportsTheManifestThatStands() throws Exception {
        OutputTarget target = target(false);
        Destination.prepare(target, JOB);
        OutputManifest first = write(target, JOB, 0, 1, true, 10);

        OutputManifest late = write(target, JOB, 0, 2, true, 99);

        assertThat(late).isEqualTo(first);
        assertThat(AttemptWriter.published(target, context(JOB, 0, 3, true))).contains(first);
        commit(target, JOB, late);
        assertThat(visible()).containsExactly("_SUCCESS", "part-00000-00000001-1.txt");
    }

    @Test
    void attemptThatIsStoppedOnceItsManifestStandsKeepsItsFile() throws Exception {
        OutputTarget target = target(false);
        Destination.prepare(target, JOB);
        String name = "part-00000-00000001-1.txt";
        OutputManifest manifest = new OutputManifest(0, 1, List.of(new OutputFile(name, 0, 0, 0)));
        AttemptWriter writer = AttemptWriter.start(target, SCHEMA, context(JOB, 0, 1, true));
        // As an interrupt leaves it that comes between the manifest's appearance and its way to the disk.
        Files.write(staging(JOB).resolve("m/0.json"), OutputJson.encode(manifest));
        writer.close();

        commit(
                target,
                JOB,
                AttemptWriter.published(target, context(JOB, 0, 2, true)).orElseThrow());

        assertThat(visible()).containsExactly("_SUCCESS", name);
    }

    @Test
    void secondCommitAttemptFinishesWhatTheFirstBegan() throws Exception {
        OutputTarget target = target(false);
        Destination.prepare(target, JOB);
        OutputManifest first = write(target, JOB, 0, 1, true, 10);
        OutputManifest second = write(target, JOB, 1, 1, true, 20);
        // As a commit leaves it that is killed between its two moves.
        String name = first.files().getFirst().name();
        Files.move(staging(JOB).resolve("a/0-1").resolve(name), folder().resolve(name));

        OutputSummary summary = commit(target, JOB, first, second);

        assertThat(visible()).hasSize(3);
        assertThat(commit(target, JOB, first, second)).isEqualTo(summary);
    }

    @Test
    void fileThatChangedBetweenWriteAndCommitFailsTheCommit() throws Exception {
        OutputTarget target = target(false);
        Destination prepared = Destination.prepare(target, JOB);
        OutputManifest manifest = write(target, JOB, 0, 1, true, 10);
        Files.writeString(
                staging(JOB)
                        .resolve("a/0-1")
                        .resolve(manifest.files().getFirst().name()),
                "cut!");
        assertThatThrownBy(() -> commit(target, JOB, manifest)).hasMessageContaining("has 4 bytes, but 3 were written");
        prepared.abandon();
        assertThat(folder()).doesNotExist();
    }

    @Test
    void ofTwoJobsThatFinishTheSecondFailsAndLeavesTheFirst() throws Exception {
        OutputTarget target = target(false);
        Destination.prepare(target, JOB);
        Destination slower = Destination.prepare(target, NEXT_JOB);
        OutputManifest first = write(target, JOB, 0, 1, true, 10);
        OutputManifest second = write(target, NEXT_JOB, 0, 1, true, 20);
        commit(target, JOB, first);

        assertThatThrownBy(() -> commit(target, NEXT_JOB, second))
                .hasMessageContaining("another job has finished its output in " + folder());
        slower.abandon();

        assertThat(visible()).containsExactly("_SUCCESS", "part-00000-00000001-1.txt");
    }

    @Test
    void abandonedJobLeavesNothingAndItsLateAttemptCannotWrite() throws Exception {
        OutputTarget target = target(false);
        Destination prepared = Destination.prepare(target, JOB);
        write(target, JOB, 0, 1, true, 10);

        prepared.abandon();

        assertThat(folder()).doesNotExist();
        assertThatThrownBy(() -> write(target, JOB, 1, 1, true, 20)).hasMessageContaining("the job has ended");
    }

    @Test
    void abandoningAFinishedJobKeepsItsOutput() throws Exception {
        OutputTarget target = target(false);
        Destination prepared = Destination.prepare(target, JOB);
        commit(target, JOB, write(target, JOB, 0, 1, true, 10));
        prepared.abandon();
        assertThat(visible()).hasSize(2);
    }

    @Test
    void overwritingThatDiesBeforeItDeletedTheOldFilesIsFinishedByTheNextAttempt() throws Exception {
        OutputManifest written = dieBetweenSuccessAndDeletion();

        OutputSummary summary = commit(target(true), NEXT_JOB, written);

        assertThat(summary.job()).isEqualTo(NEXT_JOB.toString());
        assertThat(visible()).containsExactly("_SUCCESS", "part-00000-00000002-1.txt");
        assertThat(staging(NEXT_JOB)).doesNotExist();
    }

    @Test
    void overwritingThatDiesBeforeItDeletedTheOldFilesIsFinishedByItsClient() throws Exception {
        dieBetweenSuccessAndDeletion();

        Destination.prepare(target(true), NEXT_JOB).abandon();

        assertThat(visible()).containsExactly("_SUCCESS", "part-00000-00000002-1.txt");
        assertThat(staging(NEXT_JOB)).doesNotExist();
    }

    /// Leaves the folder as a commit does that is killed once `_SUCCESS` stands.
    private OutputManifest dieBetweenSuccessAndDeletion() throws Exception {
        complete(target(false), JOB, 1);
        Destination.prepare(target(true), NEXT_JOB);
        OutputManifest written = write(target(true), NEXT_JOB, 0, 1, true, 2);
        Path old = folder().resolve("part-00000-00000001-1.txt");
        // A folder that is not empty cannot be deleted.
        Files.delete(old);
        Files.createDirectories(old.resolve("inside"));
        assertThatThrownBy(() -> commit(target(true), NEXT_JOB, written)).isInstanceOf(IOException.class);
        Files.delete(old.resolve("inside"));
        Files.delete(old);
        Files.writeString(old, "1\n");
        return written;
    }

    private void complete(OutputTarget target, JobId job, long number) throws Exception {
        Destination.prepare(target, job);
        commit(target, job, write(target, job, 0, 1, true, number));
    }

    private static OutputSummary commit(OutputTarget target, JobId job, OutputManifest... manifests)
            throws IOException {
        return new JobCommit(target, job).commit(List.of(manifests), "1.2.3", List.of("n: int64"));
    }

    private OutputManifest write(
            OutputTarget target, JobId job, int partition, int attempt, boolean isGranted, long... numbers)
            throws Exception {
        try (AttemptWriter writer = AttemptWriter.start(target, SCHEMA, context(job, partition, attempt, isGranted))) {
            writer.write(new Batch(
                    SCHEMA,
                    numbers.length,
                    List.of(new LongVector(DataType.INT64, numbers.length, Validity.ALL, numbers))));
            return writer.publish();
        }
    }

    private OutputTarget target(boolean isOverwriting) {
        return new OutputTarget(folder().toString(), isOverwriting, new Numbers());
    }

    private Path folder() {
        return root.resolve("out");
    }

    private Path staging(JobId job) {
        return folder().resolve(".quern-" + job);
    }

    private List<String> visible() throws IOException {
        try (Stream<Path> entries = Files.list(folder())) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private static TaskContext context(JobId job, int partition, int attempt, boolean isGranted) {
        return new FixedContext(new RunId(new TaskKey(job, 0, partition), attempt), isGranted);
    }

    /// A run whose grant is decided beforehand.
    private record FixedContext(RunId run, boolean isGranted) implements TaskContext {
        @Override
        public String stageName() {
            return "write";
        }

        @Override
        public int partitions() {
            return 2;
        }

        @Override
        public void count(String counter, long amount) {}

        @Override
        public void checkCancelled() {}

        @Override
        public boolean awaitCommitGrant() {
            return isGranted;
        }

        @Override
        public TaskMemory memory() {
            return new UnboundedMemory();
        }
    }

    /// One number a line.
    private record Numbers() implements RowFormat {
        @Override
        public String ending() {
            return ".txt";
        }

        @Override
        public void check(Schema schema) {}

        @Override
        public BatchWriter open(OutputStream out, Schema schema, Reservation memory) {
            return new BatchWriter() {
                @Override
                public void write(Batch batch) throws IOException {
                    for (int row = 0; row < batch.length(); row++) {
                        long number = ((LongVector) batch.columns().getFirst()).values()[row];
                        out.write((number + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }

                @Override
                public void close() throws IOException {
                    out.flush();
                }
            };
        }
    }
}
