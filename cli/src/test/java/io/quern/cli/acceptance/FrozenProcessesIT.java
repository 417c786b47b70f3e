package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workers and schedulers that stand still for a while, with their connections open, and all workers at once that die.
class FrozenProcessesIT {
    private static final String SQUARES = "[0, 1, 4, 9]";

    @TempDir
    private Path folder;

    @Test
    void aWorkerThatIsSilentForAWhileGoesOnAndNothingIsMadeAgain() throws Exception {
        FaultTimes.patient().writeTo(folder);
        try (Daemons daemons = new Daemons(folder)) {
            QuernProcess victim = daemons.startWorker("victim");
            daemons.startWorker("other");
            daemons.awaitWorkers();
            GatedProgram gated = new GatedProgram(folder, daemons.connectionFile(), 4);
            Process program = gated.start();
            ProcessLines log = daemons.scheduler().err();
            log.await("Gated.main started: .* on victim$", QuernProcess.PATIENCE);
            log.await("Gated.main started: .* on other$", QuernProcess.PATIENCE);

            ProcessHandle jvm = victim.workers().getFirst();
            QuernProcess.freeze(jvm);
            log.await("worker victim .* is silent; it gets nothing new until it speaks", QuernProcess.PATIENCE);
            QuernProcess.thaw(jvm);
            log.await("worker victim .* speaks again", QuernProcess.PATIENCE);
            gated.openGate();

            assertThat(gated.await(program)).isEqualTo(SQUARES);
            assertThat(gated.begun()).as("runs that began").isEqualTo(4);
            assertThat(log.soFar()).noneMatch(line -> line.contains("is lost"));
        }
    }

    @Test
    void theWorkOfAWorkerThatIsSilentForTooLongMovesAndItComesBackAsAnotherOne() throws Exception {
        FaultTimes.impatient().with("scheduler.task-deaths-max", "100").writeTo(folder);
        try (Daemons daemons = new Daemons(folder)) {
            QuernProcess victim = daemons.startWorker("victim");
            daemons.startWorker("other");
            daemons.awaitWorkers();
            GatedProgram gated = new GatedProgram(folder, daemons.connectionFile(), 4);
            Process program = gated.start();
            ProcessLines log = daemons.scheduler().err();
            log.await("Gated.main started: .* on victim$", QuernProcess.PATIENCE);

            ProcessHandle jvm = victim.workers().getFirst();
            QuernProcess.freeze(jvm);
            log.await(
                    "worker victim .* " + FaultTimes.lostBySilence() + ".*: [1-9]\\d* runs and", QuernProcess.PATIENCE);
            gated.openGate();
            assertThat(gated.await(program)).isEqualTo(SQUARES);

            QuernProcess.thaw(jvm);
            victim.err().await("victim lost its scheduler at .* and registers anew", QuernProcess.PATIENCE);
            log.awaitTimes(2, "worker victim .* registered: ", QuernProcess.PATIENCE);
            assertThat(victim.workers()).as("the same process").containsExactly(jvm);
            assertThat(gated.await(gated.start())).as("and it all works").isEqualTo(SQUARES);
        }
    }

    @Test
    void workersStopForASchedulerThatIsSilentAndComeBackWhenItWakes() throws Exception {
        FaultTimes.patient().with("liveness.orphan-after", "3s").writeTo(folder);
        try (Daemons daemons = Daemons.withJournal(folder)) {
            QuernProcess worker = daemons.startWorker("worker");
            daemons.awaitWorkers();
            GatedProgram gated = new GatedProgram(folder, daemons.connectionFile(), 4);
            Process program = gated.start();
            ProcessLines log = daemons.scheduler().err();
            log.await("Gated.main started: .* on worker$", QuernProcess.PATIENCE);

            QuernProcess.freeze(daemons.scheduler().handle());
            worker.err().await("worker lost its scheduler .*not been heard of for", QuernProcess.PATIENCE);
            QuernProcess.Ended second = QuernProcess.run(
                    folder,
                    "scheduler",
                    "--port",
                    "0",
                    "--journal",
                    folder.resolve("journal").toString());
            assertThat(second.firstErrorLine())
                    .as("what another scheduler says that is to take its place")
                    .contains(
                            "is held by process " + daemons.scheduler().handle().pid());
            QuernProcess.thaw(daemons.scheduler().handle());
            gated.openGate();

            assertThat(gated.await(program)).isEqualTo(SQUARES);
            log.awaitTimes(2, "worker worker .* registered: ", QuernProcess.PATIENCE);
        }
    }

    @Test
    void aJobWaitsForWorkersWhenAllHaveDied() throws Exception {
        try (Daemons daemons = new Daemons(folder)) {
            daemons.startWorker("one");
            daemons.startWorker("two");
            daemons.awaitWorkers();
            GatedProgram gated = new GatedProgram(folder, daemons.connectionFile(), 4);
            Process program = gated.start();
            ProcessLines log = daemons.scheduler().err();
            log.await("Gated.main started: .* on one$", QuernProcess.PATIENCE);
            log.await("Gated.main started: .* on two$", QuernProcess.PATIENCE);

            daemons.killWorkers();
            log.await("is lost \\(connection closed.*; 0 workers now", QuernProcess.PATIENCE);
            gated.openGate();
            assertThat(program.isAlive()).isTrue();
            daemons.startWorker("three");

            assertThat(gated.await(program)).isEqualTo(SQUARES);
        }
    }
}
