package io.quern.cluster.simulation;

import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.message.ClientMessage;
import io.quern.scheduler.lifecycle.Event;
import io.quern.worker.execution.ExecutionInstruction.LearnCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// The code sets that simulated batches name, and what must hold of them.
final class SimulatedCode {
    private SimulatedCode() {}

    /// The code set of a batch, by its number: two of three name one, and near ones name several.
    static CodeHash of(int stage) {
        return stage % 3 == 0 ? CodeHash.NONE : new CodeHash(stage % 3, 0, 0, stage % 2);
    }

    /// What a worker knows: whatever it runs or fetches, it knows the code of before.
    static final class Learned {
        private final Map<JobId, Set<Integer>> stages = new HashMap<>();

        void learn(LearnCode learn) {
            if (!learn.codeSet().equals(of(learn.stage()))) {
                throw new IllegalStateException("stage " + learn.stage() + " is not of the code of " + learn);
            }
            stages.computeIfAbsent(learn.job(), _ -> new TreeSet<>()).add(learn.stage());
        }

        void forget(JobId job, List<Integer> forgotten) {
            Set<Integer> ofJob = stages.get(job);
            if (ofJob != null) {
                forgotten.forEach(ofJob::remove);
            }
        }

        void forget(JobId job) {
            stages.remove(job);
        }

        void forgetAll() {
            stages.clear();
        }

        void check(RunId run) {
            int stage = run.task().stage();
            if (!of(stage).isNone()
                    && !stages.getOrDefault(run.task().job(), Set.of()).contains(stage)) {
                throw new IllegalStateException("the code of " + run + " was never told");
            }
        }
    }

    /// What a scheduler holds: each batch that it takes, once, until it lets go.
    static final class Held {
        private final Map<CodeHash, Integer> holds = new HashMap<>();

        void hold(Event event) {
            if (event instanceof Event.ClientSpoke spoke
                    && spoke.message() instanceof ClientMessage.SubmitTasks submitted
                    && !submitted.batch().codeSet().isNone()) {
                hold(submitted.batch().codeSet());
            }
        }

        /// Another scheduler begins, with the code of what it knows of the one before.
        ///
        /// @return what is lost of it
        Set<CodeHash> restore(List<CodeHash> known, SplittableRandom random) {
            holds.clear();
            Set<CodeHash> lost = new TreeSet<>();
            for (CodeHash codeSet : new TreeSet<>(known)) {
                if (random.nextInt(4) == 0) {
                    lost.add(codeSet);
                }
            }
            known.stream().filter(codeSet -> !lost.contains(codeSet)).forEach(this::hold);
            return lost;
        }

        private void hold(CodeHash codeSet) {
            holds.merge(codeSet, 1, Integer::sum);
        }

        void release(CodeHash codeSet) {
            Integer left = holds.computeIfPresent(codeSet, (_, count) -> count - 1);
            if (left == null || left < 0) {
                throw new IllegalStateException("the code set " + codeSet + " is released once too often");
            }
        }

        /// Nothing is known, so nothing needs code.
        void checkFree() {
            holds.forEach((codeSet, count) -> {
                if (count > 0) {
                    throw new IllegalStateException(
                            "no task is known, but the code set " + codeSet + " is held " + count + " times");
                }
            });
        }
    }
}
