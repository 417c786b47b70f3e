package io.quern.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.lifecycle.Event;
import io.quern.worker.execution.InvalidWorkerTransition;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Simulates clusters, 500 seeds unless `-Dseeds=` says otherwise; `-Dseed=` runs one again. (Through Maven:
/// `-Dtest.flags=-Dseed=42`.)
class ClusterSimTest {
    private static final int SEEDS = Integer.getInteger("seeds", 500);
    /// Seeds after which every transition has occurred that is expected to.
    private static final int FULL_SEEDS = 500;
    private static final int SAMPLE = 25;
    private static final int PLANTED_SEEDS = 200;
    private static final int HASTY_SEEDS = 1_000;

    @Test
    void everySeedKeepsAllInvariantsAndEndsWithTheRightResults() {
        Long only = Long.getLong("seed");
        if (only != null) {
            simulate(only, SimulatedScheduler.Tampering.NONE);
            return;
        }
        Map<SimulatedClient.Outcome, Integer> outcomes = new EnumMap<>(SimulatedClient.Outcome.class);
        Map<String, Long> transitions = new TreeMap<>();
        int resumptions = 0;
        int restarts = 0;
        long calls = 0;
        long pushes = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedCluster cluster = simulate(seed, SimulatedScheduler.Tampering.NONE);
            for (SimulatedClient client : cluster.clients()) {
                client.outcomes().forEach(outcome -> outcomes.merge(outcome, 1, Integer::sum));
                resumptions += client.resumptions();
            }
            cluster.scheduler().countTransitions(transitions);
            restarts += cluster.scheduler().life() - 1;
            calls += cluster.actors().calls();
            pushes += cluster.pushes();
        }
        System.out.println(SEEDS + " seeds, jobs: " + outcomes + ", sessions resumed: " + resumptions
                + ", schedulers that died: " + restarts + ", calls of actors: " + calls + ", scattered values: "
                + pushes
                + ", transitions: " + transitions);

        assertThat(outcomes)
                .containsKeys(
                        SimulatedClient.Outcome.COLLECTED,
                        SimulatedClient.Outcome.FAILED,
                        SimulatedClient.Outcome.CANCELLED,
                        SimulatedClient.Outcome.ABANDONED);
        assertThat(resumptions).isPositive();
        assertThat(restarts).isPositive();
        assertThat(calls).isPositive();
        assertThat(pushes).isPositive();
        assertThat(transitions).allSatisfy((transition, count) -> {
            if (SEEDS >= FULL_SEEDS && isExpected(transition)) {
                assertThat(count).as(transition).isPositive();
            }
        });
    }

    /// The one takes thirty losses of a task, the other a defect.
    private static boolean isExpected(String transition) {
        return !transition.contains("INPUTS_UNREACHABLE") && !transition.contains("RUN_UNKNOWN");
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = 1; seed <= SEEDS; seed += SAMPLE) {
            long first = new SimulatedCluster(seed, SimulatedScheduler.Tampering.NONE).run();
            long second = new SimulatedCluster(seed, SimulatedScheduler.Tampering.NONE).run();

            assertThat(second).as("seed %s", seed).isEqualTo(first);
        }
    }

    /// What was promised before it was safe is broken by a scheduler that dies at the wrong moment.
    @Test
    void aSchedulerThatPromisesTooEarlyIsCaught() {
        SimulatedScheduler.Tampering hasty = new SimulatedScheduler.Tampering() {
            @Override
            public boolean isPatient() {
                return false;
            }
        };
        int caught = 0;
        for (long seed = 1; seed <= HASTY_SEEDS && caught == 0; seed++) {
            try {
                new SimulatedCluster(seed, hasty).run();
            } catch (RuntimeException e) {
                assertThat(e).isInstanceOf(IllegalStateException.class);
                caught++;
            }
        }

        assertThat(caught).isPositive();
    }

    /// Identity is streams and attempts. A scheduler that goes on listening to a stream that ended, and takes the
    /// report of any attempt for the current one, believes workers to hold what they do not hold.
    @Test
    void aSchedulerThatIgnoresStreamsAndAttemptsIsCaught() {
        int caught = 0;
        for (long seed = 1; seed <= PLANTED_SEEDS && caught == 0; seed++) {
            try {
                new SimulatedCluster(seed, new IgnoredAttempts()).run();
            } catch (RuntimeException e) {
                assertThat(e)
                        .as("what a check of the scheduler, or one of the worker, said")
                        .satisfiesAnyOf(
                                found -> assertThat(found)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageMatching("(?s).*(does not hold|the watchdog found).*"),
                                found -> assertThat(found).isInstanceOf(InvalidWorkerTransition.class));
                caught++;
            }
        }

        assertThat(caught).isPositive();
    }

    private static SimulatedCluster simulate(long seed, SimulatedScheduler.Tampering tampering) {
        SimulatedCluster cluster = new SimulatedCluster(seed, tampering);
        try {
            cluster.run();
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " failed at " + cluster.time().nowNanos() / SimulatedTime.MILLI + " ms: "
                            + e.getMessage() + "; again: mvn -pl cluster -am test -Dtest=ClusterSimTest "
                            + "-Dsurefire.failIfNoSpecifiedTests=false -Dtest.flags=-Dseed=" + seed,
                    e);
        }
        return cluster;
    }

    private static final class IgnoredAttempts implements SimulatedScheduler.Tampering {
        @Override
        public boolean mayHaveJournal() {
            return false;
        }

        private final Map<TaskKey, RunId> current = new HashMap<>();
        private final Map<TaskKey, WorkerId> runner = new HashMap<>();

        @Override
        public boolean hearsAfterTheEnd() {
            return true;
        }

        @Override
        public void told(WorkerId worker, WorkerInstruction message) {
            if (message instanceof WorkerInstruction.AssignTask task) {
                current.put(task.run().task(), task.run());
                runner.put(task.run().task(), worker);
            }
        }

        @Override
        public Event change(Event event) {
            if (event instanceof Event.WorkerSpoke(WorkerId _, WorkerMessage message, long atNanos)
                    && message instanceof WorkerMessage.TaskSucceeded told) {
                TaskKey task = told.run().task();
                return new Event.WorkerSpoke(
                        runner.get(task),
                        new WorkerMessage.TaskSucceeded(
                                current.get(task), told.sizeBytes(), told.elapsedNanos(), told.counters()),
                        atNanos);
            }
            return event;
        }
    }
}
