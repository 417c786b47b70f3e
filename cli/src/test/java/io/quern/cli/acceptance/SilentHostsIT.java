package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts between which nothing arrives for a while, in one direction or in both, and nobody is told.
class SilentHostsIT {
    private static final int SCHEDULER = 0;
    private static final int CUT_OFF = 1;
    private static final int REACHABLE = 2;
    private static final int CLIENT = 3;
    private static final String SQUARES = "[0, 1, 4, 9]";

    @TempDir
    private Path folder;

    /// What happens while a job runs on both workers.
    private interface Story {
        void play(NetworkHosts hosts, HostedDaemons daemons, GatedProgram gated, Process program) throws Exception;
    }

    private void during(FaultTimes times, Story story) throws Exception {
        times.with("scheduler.task-deaths-max", "100").writeTo(folder);
        try (NetworkHosts hosts = NetworkHosts.make(4);
                HostedDaemons daemons = new HostedDaemons(hosts, folder)) {
            daemons.startWorkersUpTo(REACHABLE);
            GatedProgram gated = new GatedProgram(folder, daemons.file("client"), 4, hosts.on(CLIENT));
            Process program = gated.start();
            for (int host = CUT_OFF; host <= REACHABLE; host++) {
                daemons.scheduler()
                        .err()
                        .await("Gated.main started: .* on worker-" + host + "$", QuernProcess.PATIENCE);
            }
            story.play(hosts, daemons, gated, program);
        }
    }

    @Test
    void aCableThatIsOutForAMomentCostsNothing() throws Exception {
        during(FaultTimes.patient(), (hosts, daemons, gated, program) -> {
            ProcessLines log = daemons.scheduler().err();
            hosts.cut(CUT_OFF);
            log.await("worker worker-1 .* is silent; it gets nothing new until it speaks", QuernProcess.PATIENCE);
            hosts.mend(CUT_OFF);
            log.await("worker worker-1 .* speaks again", QuernProcess.PATIENCE);
            gated.openGate();

            assertThat(gated.await(program)).isEqualTo(SQUARES);
            assertThat(gated.begun()).as("runs that began").isEqualTo(4);
            assertThat(log.soFar()).noneMatch(line -> line.contains("is lost"));
        });
    }

    @Test
    void aWorkerThatIsNotHeardStopsBeforeItsWorkMovesAndComesBack() throws Exception {
        during(FaultTimes.impatient(), (hosts, daemons, gated, program) -> {
            ProcessLines log = daemons.scheduler().err();
            hosts.block(CUT_OFF, SCHEDULER);
            daemons.worker(CUT_OFF)
                    .err()
                    .await("worker-1 lost its scheduler .*Its runs are stopped", QuernProcess.PATIENCE);
            log.await(
                    "worker worker-1 .* " + FaultTimes.lostBySilence() + ".*: [1-9]\\d* runs and",
                    QuernProcess.PATIENCE);
            gated.openGate();
            assertThat(gated.await(program)).isEqualTo(SQUARES);

            hosts.unblock(CUT_OFF, SCHEDULER);
            log.awaitTimes(2, "worker worker-1 .* registered: ", QuernProcess.PATIENCE);
        });
    }

    @Test
    void aWorkerThatHearsNothingStopsItsRunsAndComesBack() throws Exception {
        during(FaultTimes.impatient(), (hosts, daemons, gated, program) -> {
            ProcessLines log = daemons.scheduler().err();
            hosts.block(SCHEDULER, CUT_OFF);
            daemons.worker(CUT_OFF)
                    .err()
                    .await("worker-1 lost its scheduler .*Its runs are stopped", QuernProcess.PATIENCE);
            log.await("worker worker-1 .* is lost \\(.*: [1-9]\\d* runs and", QuernProcess.PATIENCE);
            gated.openGate();
            assertThat(gated.await(program)).isEqualTo(SQUARES);

            hosts.unblock(SCHEDULER, CUT_OFF);
            log.awaitTimes(2, "worker worker-1 .* registered: ", QuernProcess.PATIENCE);
        });
    }
}
