package io.quern.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.lifecycle.Event;
import io.quern.worker.execution.InvalidWorkerTransition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Simulates clusters, 500 seeds unless `-Dseeds=` says otherwise; `-Dseed=` runs one again. (Through Maven:
/// `-Dtest.flags=-Dseed=42`; with `-Dtold=true` beside it everything that happens is printed.)
class ClusterSimTest {
    private static final int SEEDS = Integer.getInteger("seeds", 500);
    /// Seeds after which every transition has occurred that is expected to.
    private static final int FULL_SEEDS = 500;
    private static final int SAMPLE = 25;
    private static final int PLANTED_SEEDS = 200;
    private static final int HASTY_SEEDS = 1_000;

    @Test
    void everySeedKeepsAllInvariantsAndEndsWithTheRightResults() {
        SimulationTally tally = new SimulationTally();
        if (!SimulatedSeeds.run(ClusterSimTest.class, SEEDS, ClusterSimTest::cluster, tally::add)) {
            return;
        }
        FatesOfMessages fates = new FatesOfMessages(tally);
        System.out.println(SEEDS + " seeds, " + tally + "\n" + fates);

        assertThat(tally.outcomes())
                .containsKeys(
                        SimulatedClient.Outcome.COLLECTED,
                        SimulatedClient.Outcome.FAILED,
                        SimulatedClient.Outcome.CANCELLED,
                        SimulatedClient.Outcome.ABANDONED);
        assertThat(tally.resumptions()).isPositive();
        assertThat(tally.restarts()).isPositive();
        assertThat(tally.calls()).isPositive();
        assertThat(tally.plannedJobs()).isPositive();
        assertThat(tally.pushes()).isPositive();
        if (SEEDS >= FULL_SEEDS) {
            assertThat(fates.missing()).as(fates.toString()).isEmpty();
        }
        assertThat(tally.transitions()).allSatisfy((transition, count) -> {
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
        SimulatedSeeds.run(
                ClusterSimTest.class, SEEDS / SAMPLE, seed -> cluster(seed).withTracedStates(), first -> {
                    SimulatedCluster second = cluster(first.seed()).withTracedStates();
                    second.run();

                    assertThat(second.time().traceDigest())
                            .isEqualTo(first.time().traceDigest());
                });
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
                                        .message()
                                        .containsAnyOf("does not hold", "where it is over", "the watchdog found"),
                                found -> assertThat(found).isInstanceOf(InvalidWorkerTransition.class));
                caught++;
            }
        }

        assertThat(caught).isPositive();
    }

    @Test
    void aSchedulerThatForgetsToSayWhatIsToEndIsCaught() {
        for (Class<? extends WorkerInstruction> unsaid : List.of(
                WorkerInstruction.CancelRun.class,
                WorkerInstruction.DropResults.class,
                WorkerInstruction.DropJob.class,
                WorkerInstruction.AnswerCommit.class)) {
            assertThat(isCaught(unsaid)).as(unsaid.getSimpleName()).isTrue();
        }
    }

    private static boolean isCaught(Class<? extends WorkerInstruction> unsaid) {
        SimulatedScheduler.Tampering forgetful = new SimulatedScheduler.Tampering() {
            @Override
            public boolean isSaid(WorkerInstruction message) {
                return !unsaid.isInstance(message);
            }
        };
        for (long seed = 1; seed <= PLANTED_SEEDS; seed++) {
            try {
                new SimulatedCluster(seed, forgetful).run();
            } catch (RuntimeException _) {
                return true;
            }
        }
        return false;
    }

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed, SimulatedScheduler.Tampering.NONE);
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
