package io.quern.worker.memory.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Whatever runs, results, disk and collections do: what is held is in memory or on disk, and everything gets done.
/// A failing seed is run again by `-Dtest.flags=-Dseed=N`.
class MemoryMachineSimTest {
    private static final int SEEDS = 400;

    @Test
    void nothingIsLostAndNothingWaitsForEver() {
        Long only = Long.getLong("seed");
        if (only != null) {
            run(only);
            return;
        }
        int spilled = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            spilled += run(seed).spilled();
        }
        assertThat(spilled).isGreaterThan(10 * SEEDS);
    }

    @Test
    void sameSeedGivesTheSameInstructionsAndTheSameState() {
        for (long seed = 0; seed < SEEDS; seed += 20) {
            assertThat(run(seed).trace())
                    .as("seed %d", seed)
                    .isEqualTo(run(seed).trace());
        }
    }

    private static MemorySimulation run(long seed) {
        MemorySimulation simulation = new MemorySimulation(seed);
        try {
            simulation.run(400);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
        return simulation;
    }
}
