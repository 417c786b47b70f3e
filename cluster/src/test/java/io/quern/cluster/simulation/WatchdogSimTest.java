package io.quern.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.scheduler.lifecycle.InventoryDefects;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/// Clusters whose workers lose messages and results, which no stream and no worker does; 150 seeds unless
/// `-Dseeds=` says otherwise. That nothing is found where nothing is planted, [ClusterSimTest] shows.
class WatchdogSimTest {
    private static final int SEEDS = Integer.getInteger("seeds", 150);
    private static final int CANARY_SEEDS = 50;
    private static final int ONE_IN = 25;

    @Test
    void whatWorkersLoseIsFoundAndMendedAndEverythingEndsWithTheRightResults() {
        SimulationTally tally = new SimulationTally();
        if (!SimulatedSeeds.run(
                WatchdogSimTest.class, SEEDS, seed -> cluster(seed, SimulatedScheduler.Tampering.NONE), tally::add)) {
            return;
        }
        List<InventoryDefects> found = tally.defects();
        System.out.println(
                SEEDS + " seeds with losses, found: " + sum(found, InventoryDefects::lostRuns) + " lost runs, "
                        + sum(found, InventoryDefects::strayRuns) + " stray ones, "
                        + sum(found, InventoryDefects::lostResults) + " lost results, "
                        + sum(found, InventoryDefects::strayResults) + " stray ones");

        assertThat(sum(found, InventoryDefects::lostRuns)).isPositive();
        assertThat(sum(found, InventoryDefects::strayRuns)).isPositive();
        assertThat(sum(found, InventoryDefects::lostResults)).isPositive();
        assertThat(sum(found, InventoryDefects::strayResults)).isPositive();
        assertThat(tally.transitions())
                .hasEntrySatisfying(
                        "processing --RUN_UNKNOWN--> waiting",
                        count -> assertThat(count).isPositive());
    }

    @Test
    void withoutTheWatchdogSomeOfThemHang() {
        SimulatedScheduler.Tampering blind = new SimulatedScheduler.Tampering() {
            @Override
            public Duration inventoryEvery() {
                return Duration.ZERO;
            }
        };
        int hung = 0;
        for (long seed = 1; seed <= CANARY_SEEDS && hung == 0; seed++) {
            try {
                cluster(seed, blind).run();
            } catch (IllegalStateException e) {
                assertThat(e.getMessage())
                        .containsAnyOf(
                                "not everything ended without faults",
                                // What is detached has nobody who waits for it.
                                "the scheduler has not forgotten all jobs",
                                "a worker holds results");
                hung += e.getMessage().contains("not everything ended without faults") ? 1 : 0;
            }
        }

        assertThat(hung).isPositive();
    }

    private static SimulatedCluster cluster(long seed, SimulatedScheduler.Tampering tampering) {
        return new SimulatedCluster(seed, tampering, SimulatedLosses.oneIn(ONE_IN, seed));
    }

    private static long sum(List<InventoryDefects> found, ToLongFunction<InventoryDefects> of) {
        return found.stream().mapToLong(of).sum();
    }
}
