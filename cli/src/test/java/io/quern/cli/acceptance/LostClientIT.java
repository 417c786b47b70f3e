package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.cluster.Cluster;
import io.quern.core.message.Answer.WorkerLine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that are killed while the cluster works for them.
class LostClientIT {
    @TempDir
    private Path folder;

    @Test
    void theWorkOfAKilledProgramEndsWithItsLeaseAndWhatItPublishedGoesOn() throws Exception {
        new FaultTimes().with("client.lease", "2s").writeTo(folder);
        try (Daemons daemons = new Daemons(folder)) {
            daemons.startWorker("one");
            daemons.startWorker("two");
            daemons.awaitWorkers();
            GatedProgram gated = new GatedProgram(folder, daemons.connectionFile(), 4);
            Process program = gated.start();
            ProcessLines printed = new ProcessLines(program.getInputStream());
            ProcessLines log = daemons.scheduler().err();
            printed.await("^submitted$", QuernProcess.PATIENCE);
            log.await("Gated.main started: .* on one$", QuernProcess.PATIENCE);
            log.await("Gated.main started: .* on two$", QuernProcess.PATIENCE);
            try (Cluster other = Cluster.connect(daemons.connectionFile())) {
                assertThat(other.client().attach("last", Integer.class).isDone())
                        .isFalse();

                QuernProcess.kill(program.toHandle());
                log.await("client .* is gone: .*; its session waits \\d+ s for it", QuernProcess.PATIENCE);
                log.await("client .* has not come back; its session ends", QuernProcess.PATIENCE);
                log.await("Gated.main cancelled: ", QuernProcess.PATIENCE);
                assertThat(other.client().workers().stream()
                                .mapToInt(WorkerLine::assigned)
                                .sum())
                        .as("what still runs is what was published")
                        .isEqualTo(1);
                gated.openGate();

                assertThat(other.client().attach("last", Integer.class).join()).isEqualTo(9);
                other.client().unpublish("last");
            }
            log.await("client .* has closed", QuernProcess.PATIENCE);
            try (Cluster last = Cluster.connect(daemons.connectionFile())) {
                assertThat(last.client().workers())
                        .as("workers, which hold nothing any more")
                        .hasSize(2)
                        .allSatisfy(worker ->
                                assertThat(worker.results() + worker.assigned()).isZero());
            }
        }
    }
}
