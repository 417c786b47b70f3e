package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workers that are killed while they work, and processes that are asked to stop.
class KilledWorkerIT {
    /// Enough files that the job still runs when what happens to it happens.
    private static final int CUSTOMERS = 150;

    @TempDir
    private Path folder;

    @Test
    void jobOutlivesAKilledWorkerAndItsNannyBringsItBackAndSaysWhyItDied() throws Exception {
        Path input = EventFiles.ofManyCustomers(folder, CUSTOMERS);
        Path output = folder.resolve("output");
        try (Daemons daemons = new Daemons(folder);
                EventGroups groups = new EventGroups()) {
            QuernProcess victim = daemons.startWorker("victim");
            daemons.startWorker("other");
            daemons.awaitWorkers();
            List<ProcessHandle> jvms = victim.workers();
            assertThat(jvms).hasSize(1);
            try (QuernProcess program = daemons.startEvents(input, output)) {
                daemons.scheduler().err().await("aggregate-chunk started: .* on victim$", QuernProcess.PATIENCE);
                QuernProcess.kill(jvms.getFirst());
                victim.err()
                        .await(
                                "victim \\(process " + jvms.getFirst().pid()
                                        + "\\) was killed by SIGKILL \\(exit code 137\\).* it is started again in",
                                QuernProcess.PATIENCE);
                QuernProcess.Ended ended = program.await();
                assertThat(ended.exitCode()).as(ended.errors()).isZero();
            }
            assertThat(groups.countEqual(EventGroups.ofOutput(output), EventGroups.ofEvents(input)))
                    .isPositive();
            daemons.scheduler()
                    .err()
                    .await(
                            "worker victim .* is lost \\(connection closed.*\\): [1-9]\\d* runs and \\d+ results with it",
                            QuernProcess.PATIENCE);
            daemons.scheduler().err().await("worker victim .* registered: .*; 2 workers now", QuernProcess.PATIENCE);
            assertThat(victim.workers())
                    .singleElement()
                    .extracting(ProcessHandle::pid)
                    .isNotEqualTo(jvms.getFirst().pid());
        }
    }

    @Test
    void ctrlCLeavesNoProcessAndNoOutputBehind() throws Exception {
        Path output = folder.resolve("output");
        try (QuernProcess program = QuernProcess.startWithTerminal(
                folder,
                "example",
                "events",
                "--processes",
                "2",
                "--memory",
                "512MiB",
                "--input",
                EventFiles.ofManyCustomers(folder, CUSTOMERS).toString(),
                "--output",
                output.toString())) {
            program.out().await("aggregate-chunk [1-9]\\d*/", QuernProcess.PATIENCE);
            List<ProcessHandle> workers = program.workers();
            assertThat(workers).hasSize(2);
            program.interruptGroup();
            assertThat(program.await().exitCode()).isEqualTo(130);
            for (ProcessHandle worker : workers) {
                worker.onExit().get(QuernProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
        assertThat(output.resolve("_SUCCESS")).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(one -> one.getFileName().toString().startsWith("quern-cluster-")))
                    .as("folders of connection files")
                    .isEmpty();
        }
    }

    @Test
    void daemonsThatAreAskedToStopEndCleanly() throws Exception {
        try (Daemons daemons = new Daemons(folder)) {
            QuernProcess worker = daemons.startWorker("worker");
            daemons.awaitWorkers();
            List<ProcessHandle> jvms = worker.workers();
            worker.terminate();
            assertThat(worker.await().exitCode()).isZero();
            assertThat(jvms).singleElement().matches(jvm -> !jvm.isAlive());
            assertThat(daemons.connectionFile()).exists();
            daemons.scheduler().terminate();
            assertThat(daemons.scheduler().await().exitCode()).isZero();
            assertThat(daemons.connectionFile()).doesNotExist();
        }
    }
}
