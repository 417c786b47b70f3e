package io.quern.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// One machine against a scheduler and peers that do anything they may, in any order, over 500 seeds unless
/// `-Dtest.flags=-Dseeds=` says otherwise. A failing seed is run again by `-Dtest.flags=-Dseed=N`.
class WorkerMachineSimTest {
    private static final int SEEDS = Integer.getInteger("seeds", 500);

    @Test
    void anyLegalOrderOfEventsKeepsTheInvariantsAndTakesEveryDeclaredTransition() {
        Set<String> taken = new TreeSet<>();
        int mostAhead = 0;
        Long only = Long.getLong("seed");
        if (only != null) {
            run(only);
            return;
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            WorkerSimulation simulation = run(seed);
            taken.addAll(simulation.taken());
            mostAhead = Math.max(mostAhead, simulation.mostAhead());
        }

        Set<String> declared = new TreeSet<>();
        for (WorkerTransition<?> row : WorkerMachine.lifecycle().rows()) {
            for (WorkerTaskPhase to : row.to()) {
                declared.add(row.from() + " " + row.step().getSimpleName() + " " + to);
            }
        }
        assertThat(taken).isEqualTo(declared);
        assertThat(mostAhead).as("runs handed over ahead").isEqualTo(WorkerState.AHEAD_MAX);
    }

    @Test
    void sameSeedGivesTheSameInstructionsAndTheSameState() {
        for (long seed = 0; seed < SEEDS; seed += 25) {
            assertThat(run(seed).trace())
                    .as("seed %d", seed)
                    .isEqualTo(run(seed).trace());
        }
    }

    private static WorkerSimulation run(long seed) {
        WorkerSimulation simulation = new WorkerSimulation(seed);
        try {
            simulation.run(400);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage()
                            + "; again: mvn -Dquick -pl worker -am test -Dtest=WorkerMachineSimTest "
                            + "-Dsurefire.failIfNoSpecifiedTests=false -Dtest.flags=-Dseed=" + seed,
                    e);
        }
        return simulation;
    }
}
