package io.quern.worker.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.runtime.Clock;
import io.quern.core.task.OutputLine;
import io.quern.core.task.OutputSource;
import io.quern.core.task.RunOutput;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskOutputsTest {
    private static final int RUN_BYTES = 2_000;
    private static final int WORKER_BYTES = 10_000;

    private final List<String> passedOn = new ArrayList<>();
    private final TaskOutputs outputs = TaskOutputs.keeping(
            "w-1",
            new OutputLimits(RUN_BYTES, WORKER_BYTES),
            StandardCharsets.UTF_8,
            new StoppedClock(),
            (source, line) -> passedOn.add(source + " " + line));

    @Test
    void linesAreKeptByRunWithTheirStreamAndPassedOnWithTheTaskInFront() {
        write(run(3, 1), OutputSource.OUT, "reading\r\nread ü");
        write(run(3, 2), OutputSource.ERR, "again\n");
        write(run(3, 1), OutputSource.OUT, "\n");
        assertThat(outputs.of(run(3, 1).task()).runs())
                .containsExactly(
                        new RunOutput(
                                1, "w-1", List.of(line(OutputSource.OUT, "reading"), line(OutputSource.OUT, "read ü"))),
                        new RunOutput(2, "w-1", List.of(line(OutputSource.ERR, "again"))));
        assertThat(passedOn)
                .containsExactly(
                        "OUT [parse-7.3] reading", "ERR [parse-7.3, attempt 2] again", "OUT [parse-7.3] read ü");
    }

    @Test
    void aTaskThatWritesMuchKeepsItsFirstAndItsLastLinesAndIsPassedOnInPart() {
        for (int i = 0; i < 10_000; i++) {
            write(run(0, 1), OutputSource.OUT, "line " + i + "\n");
        }
        List<String> texts = texts(run(0, 1));
        assertThat(texts).hasSizeBetween(20, 30).startsWith("line 0", "line 1").endsWith("line 9998", "line 9999");
        assertThat(texts)
                .filteredOn(text -> text.contains("left out"))
                .singleElement()
                .asString()
                .matches("… 9\\d\\.\\d kB in 99\\d\\d lines left out …");
        assertThat(passedOn).hasSizeLessThan(20);
        assertThat(passedOn.getLast())
                .isEqualTo(
                        "OUT [parse-7.0] … writes more than is passed on; client.output(\"parse-7.0\") has the end of it");
    }

    @Test
    void aLineWithoutEndComesInPiecesAndNeverGrows() {
        TaskOutputs wide = TaskOutputs.keeping(
                "w-1", new OutputLimits(100_000, 200_000), StandardCharsets.UTF_8, new StoppedClock(), (_, _) -> {});
        wide.write(
                new Run(run(0, 1)),
                OutputSource.OUT,
                new byte[3 * KeptRun.LINE_BYTES_MAX],
                0,
                3 * KeptRun.LINE_BYTES_MAX);
        assertThat(wide.of(run(0, 1).task()).runs().getFirst().lines())
                .hasSize(3)
                .allMatch(line -> line.text().length() <= KeptRun.LINE_BYTES_MAX);
    }

    @Test
    void theRunsThatWroteLongestAgoAreForgottenFirst() {
        for (int task = 0; task < 100; task++) {
            write(run(task, 1), OutputSource.OUT, "x".repeat(200) + "\n");
            write(run(0, 1), OutputSource.OUT, "still here\n");
        }
        assertThat(outputs.of(run(1, 1).task()).runs()).isEmpty();
        assertThat(texts(run(99, 1))).hasSize(1);
        assertThat(texts(run(0, 1))).endsWith("still here");
    }

    @Test
    void aLineThatTheRunDidNotEndIsToldWhileItRunsAndPassedOnWhenItEnds() {
        write(run(0, 1), OutputSource.ERR, "50 %");
        assertThat(texts(run(0, 1))).containsExactly("50 %");
        assertThat(passedOn).isEmpty();
        outputs.end(new Run(run(0, 1)));
        outputs.end(new Run(run(5, 1)));
        assertThat(passedOn).containsExactly("ERR [parse-7.0] 50 %");
        assertThat(texts(run(0, 1))).containsExactly("50 %");
    }

    @Test
    void linesOfBothStreamsThatTheRunDidNotEndGoOnToTheirOwn() {
        write(run(0, 1), OutputSource.ERR, "50 %");
        write(run(0, 1), OutputSource.OUT, "sum=7");
        outputs.end(new Run(run(0, 1)));
        assertThat(passedOn).containsExactly("OUT [parse-7.0] sum=7", "ERR [parse-7.0] 50 %");
    }

    @Test
    void aFailureCarriesTheLastFewLinesShortened() {
        for (int i = 0; i < 30; i++) {
            write(run(0, 1), OutputSource.OUT, i + "y".repeat(400) + "\n");
        }
        List<String> last = outputs.lastLines(run(0, 1));
        assertThat(last).hasSizeLessThanOrEqualTo(10).allMatch(line -> line.length() < 230);
        assertThat(last.getLast()).startsWith("29yyy").endsWith("… (402 characters)");
        assertThat(outputs.lastLines(run(1, 1))).isEmpty();
    }

    @Test
    void oneThatCapturesNothingSaysSo() {
        TaskOutputs none = TaskOutputs.uncaptured("local", new StoppedClock());
        assertThat(none.of(run(0, 1).task()).isCaptured()).isFalse();
        assertThat(none.lastLines(run(0, 1))).isEmpty();
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new OutputLimits(100, 99))
                .hasMessageContaining("99 bytes")
                .hasMessageContaining("100");
    }

    private void write(RunId run, OutputSource source, String text) {
        byte[] bytes = ("--" + text).getBytes(StandardCharsets.UTF_8);
        outputs.write(new Run(run), source, bytes, 2, bytes.length - 2);
    }

    private List<String> texts(RunId run) {
        return outputs.of(run.task()).runs().getFirst().lines().stream()
                .map(OutputLine::text)
                .toList();
    }

    private static OutputLine line(OutputSource source, String text) {
        return new OutputLine(source, StoppedClock.MILLIS, text);
    }

    private static RunId run(int partition, int attempt) {
        return new RunId(new TaskKey(new JobId(1, 2), 7, partition), attempt);
    }

    private record Run(RunId run) implements TaskContext {
        @Override
        public String stageName() {
            return "parse";
        }

        @Override
        public int partitions() {
            return 100;
        }

        @Override
        public void count(String counter, long amount) {
            throw new IllegalStateException("nothing is counted here");
        }

        @Override
        public void checkCancelled() {
            throw new IllegalStateException("nothing is cancelled here");
        }

        @Override
        public boolean awaitCommitGrant() {
            throw new IllegalStateException("nothing is committed here");
        }

        @Override
        public TaskMemory memory() {
            throw new IllegalStateException("nothing is reserved here");
        }
    }

    private record StoppedClock() implements Clock {
        private static final long MILLIS = 1_700_000_000_000L;

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long wallMillis() {
            return MILLIS;
        }
    }
}
