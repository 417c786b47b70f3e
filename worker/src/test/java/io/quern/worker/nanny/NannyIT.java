package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.runtime.SystemClock;
import io.quern.worker.nanny.NannyReport.Died;
import io.quern.worker.nanny.NannyReport.Line;
import io.quern.worker.nanny.NannyReport.Started;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class NannyIT {
    private static final NannyOptions HASTY = hasty(Long.MAX_VALUE);

    private static NannyOptions hasty(long memoryMaxBytes) {
        return NannyOptions.of("w", memoryMaxBytes)
                .withBackOff(Duration.ofMillis(1), Duration.ofMillis(1))
                .withStderrLinesMax(3);
    }

    /// Starts its worker again so often.
    private static NannyOptions restarting(int max, NannyOptions options) {
        return options.withRestarts(max, Duration.ofMinutes(1));
    }

    private final BlockingQueue<NannyReport> reports = new LinkedBlockingQueue<>();

    static ChildCommand child(String... arguments) {
        return new ChildCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                List.of("-Xmx32m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                System.getProperty("java.class.path"),
                ChildProgram.class.getName(),
                List.of(arguments),
                Map.of());
    }

    @Test
    void killedWorkerIsStartedAgainAndItsNannyKnowsWhy() throws Exception {
        try (Nanny _ = start(HASTY, "wait")) {
            long first = next(Started.class).pid();
            assertThat(next(Line.class)).isEqualTo(new Line(true, "I am " + first));

            kill(first);

            Died died = next(Died.class);
            assertThat(died.pid()).isEqualTo(first);
            assertThat(died.exit().toString()).startsWith("was killed by SIGKILL (exit code 137)");
            assertThat(died.lastErrorLines()).containsExactly("I am " + first);
            long second = next(Started.class).pid();
            assertThat(second).isNotEqualTo(first);
            // The two outputs are read side by side.
            assertThat(List.of(next(Line.class), next(Line.class)))
                    .containsExactlyInAnyOrder(
                            new Line(true, "I am " + second),
                            new Line(
                                    false,
                                    "after one that Predecessor[exit=" + died.exit()
                                            + ", isOutOfMemory=false, lastErrorLines=[I am " + first
                                            + "]]"));
        }
    }

    @Test
    void workerThatTakesTooMuchNativeMemoryIsKilledWithTheReason() throws Exception {
        NannyOptions watchful = restarting(0, hasty(150L << 20));
        try (Nanny nanny = start(watchful, "take", String.valueOf(200L << 20))) {
            Died died = next(Died.class);
            assertThat(died.exit().code()).isEqualTo(137);
            assertThat(died.exit().toString())
                    .startsWith("was killed by its nanny since it had ")
                    .contains("the last resort is at 150.0 MiB", "give it more worker.memory");
            assertThatThrownBy(nanny::awaitEnd).hasMessageContaining("was killed by its nanny");
        }
    }

    @Test
    void workerThatTheKernelKillsForMemoryIsToldAsThat() throws Exception {
        try (LimitedGroup group = LimitedGroup.create(300L << 20)) {
            Process nanny = group.start(NannyProgram.line("take", String.valueOf(600L << 20)));
            try (BufferedReader reader = nanny.inputReader()) {
                long pid = Long.parseLong(reader.readLine());
                String ended = reader.readLine();
                assertThat(pid).isPositive();
                assertThat(ended)
                        .matches("was killed by the kernel because memory ran out, with .* of it in memory when last"
                                + " seen, where 300\\.0 MiB are for all processes; give it less worker\\.memory .*"
                                + " \\(exit code 137\\)");
            } finally {
                nanny.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void workerThatRunsOutOfHeapIsStartedAgainAndItsNannyKnowsWhy() throws Exception {
        try (Nanny _ = start(HASTY, "exhaust")) {
            Died died = next(Died.class);
            assertThat(died.exit().isOutOfMemory()).isTrue();
            assertThat(died.exit().toString())
                    .matches("ran out of memory: Java heap space, with .* in memory when last seen \\(exit code 3\\)");
            for (Line line = next(Line.class); !line.text().startsWith("after one"); line = next(Line.class)) {
                assertThat(line.text()).doesNotContain("isOutOfMemory=false");
            }
        }
    }

    @Test
    void workerThatTakesLessGoesOn() throws Exception {
        NannyOptions watchful = restarting(0, hasty(350L << 20));
        try (Nanny _ = start(watchful, "take", String.valueOf(200L << 20))) {
            ProcessHandle worker = ProcessHandle.of(next(Started.class).pid()).orElseThrow();
            for (Line line = next(Line.class); !line.text().equals("taken"); line = next(Line.class)) {
                assertThat(line.text()).startsWith("I am");
            }
            assertThat(ProcessMemory.bytes(worker.pid()).orElseThrow()).isBetween(200L << 20, 300L << 20);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void closedNannyLeavesNoProcess() throws Exception {
        ProcessHandle worker;
        try (Nanny _ = start(HASTY, "wait")) {
            worker = ProcessHandle.of(next(Started.class).pid()).orElseThrow();
        }
        assertThat(worker.isAlive()).isFalse();
        assertThat(reports).noneMatch(report -> report instanceof Died);
    }

    @Test
    void workerThatIgnoresSigtermIsKilledAfterTheGrace() throws Exception {
        NannyOptions impatient = restarting(0, HASTY).withStopGrace(Duration.ofMillis(200));
        ProcessHandle worker;
        try (Nanny _ = start(impatient, "ignore-sigterm")) {
            worker = ProcessHandle.of(next(Started.class).pid()).orElseThrow();
            for (Line line = next(Line.class); !line.text().equals("deaf"); line = next(Line.class)) {
                assertThat(line.text()).startsWith("I am");
            }
        }
        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void workerThatMeansToEndIsNotStartedAgain() throws Exception {
        for (int code : new int[] {ChildExit.TOLD_CODE, ChildExit.MISUSE_CODE, ChildExit.FINAL_CODE}) {
            try (Nanny nanny = start(HASTY, "exit", String.valueOf(code))) {
                assertThat(nanny.awaitEnd()).isEqualTo(new ChildExit(code));
            }
        }
        assertThat(reports).filteredOn(report -> report instanceof Started).hasSize(3);
    }

    /// 3 is also what the JVM ends with when it is to exit for want of memory.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void workerThatTheCodeOfATaskEndedIsStartedAgain(int code) throws Exception {
        try (Nanny _ = start(HASTY, "exit", String.valueOf(code))) {
            assertThat(next(Died.class).exit()).isEqualTo(new ChildExit(code));
            next(Started.class);
        }
    }

    @Test
    void nannyGivesUpOnAWorkerThatDiesTooOften() throws Exception {
        NannyOptions once = restarting(1, HASTY);
        try (Nanny nanny = start(once, "exit", "7")) {
            assertThatThrownBy(nanny::awaitEnd)
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("w died 2 times within 60 s and is not started again")
                    .hasMessageContaining("the last one ended with exit code 7")
                    .hasMessageContaining("the end of its stderr:\n    I am ");
        }
    }

    @Test
    void workerThatEndsToBeStartedAnewIsNeverGivenUp() throws Exception {
        NannyOptions never = restarting(0, HASTY);
        try (Nanny _ = start(never, "exit", String.valueOf(ChildExit.RECYCLED_CODE))) {
            next(Died.class);
            assertThat(next(Died.class).exit()).isEqualTo(new ChildExit(ChildExit.RECYCLED_CODE));
            next(Started.class);
        }
    }

    @Test
    void commandThatCannotBeStartedIsAClearError() throws Exception {
        ChildCommand nowhere = new ChildCommand(Path.of("/no/such/java"), List.of(), "", "x.Main", List.of(), Map.of());
        try (Nanny nanny = Nanny.start(HASTY, nowhere, new SystemClock(), reports::add)) {
            assertThatThrownBy(nanny::awaitEnd)
                    .hasMessageContaining("cannot start the process of w")
                    .hasMessageContaining("/no/such/java");
        }
    }

    @Test
    void workerGoesWhenItsNannyIsKilled() throws Exception {
        Process nanny = new ProcessBuilder(NannyProgram.line("wait"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        ProcessHandle worker = ProcessHandle.of(firstNumber(nanny)).orElseThrow();
        assertThat(worker.isAlive()).isTrue();

        nanny.destroyForcibly().waitFor();

        assertThat(worker.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(worker);
    }

    private static long firstNumber(Process nanny) throws IOException {
        try (BufferedReader reader = nanny.inputReader()) {
            return Long.parseLong(reader.readLine());
        }
    }

    private Nanny start(NannyOptions options, String... arguments) {
        return Nanny.start(options, child(arguments), new SystemClock(), reports::add);
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /// The next report of that kind; those before it are let go.
    private <T extends NannyReport> T next(Class<T> kind) throws InterruptedException {
        while (true) {
            NannyReport report = reports.poll(60, TimeUnit.SECONDS);
            assertThat(report).as("a %s within a minute", kind.getSimpleName()).isNotNull();
            if (kind.isInstance(report)) {
                return kind.cast(report);
            }
        }
    }
}
