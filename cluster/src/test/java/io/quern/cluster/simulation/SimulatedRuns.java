package io.quern.cluster.simulation;

import io.quern.core.graph.TaskRole;
import io.quern.core.key.RunId;
import io.quern.core.message.Planning;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// The threads of a simulated worker: what its runs do, how long they take, and how they end.
final class SimulatedRuns {
    private final SimulatedCluster cluster;
    private final SimulatedWorker worker;
    private final Map<RunId, Long> store;
    private final int threads;
    private final SplittableRandom random;
    private final Map<RunId, SimulatedRun> running = new HashMap<>();
    private final Set<RunId> calledOffInVain = new HashSet<>();
    /// Those of results that are actors.
    private final Map<RunId, SimulatedActors.SimulatedObject> objects = new HashMap<>();

    /// @param store of the worker: has the inputs, and takes the results
    SimulatedRuns(
            SimulatedCluster cluster,
            SimulatedWorker worker,
            Map<RunId, Long> store,
            int threads,
            SplittableRandom random) {
        this.cluster = cluster;
        this.worker = worker;
        this.store = store;
        this.threads = threads;
        this.random = random;
    }

    void begin(ExecutionInstruction.StartRun start) {
        SimulatedRun begun = new SimulatedRun(start, inputs(start));
        begun.checkMeasures(cluster.job(start.run()));
        running.put(start.run(), begun);
        checkSlots();
        if (cluster.tasks().roleOf(start.run()) == TaskRole.CALL && !call(start)) {
            worker.later(0, () -> {
                if (running.containsKey(start.run())) {
                    fail(start.run());
                }
            });
            return;
        }
        long duration = (1 + random.nextInt(400)) * SimulatedTime.MILLI;
        if (random.nextInt(40) == 0) {
            duration *= 20;
        }
        worker.later(duration, () -> read(start.run()));
    }

    private void read(RunId run) {
        SimulatedRun task = running.get(run);
        if (task == null) {
            return;
        }
        new SimulatedParts(
                        cluster,
                        worker.dataAddress(),
                        task,
                        store::get,
                        () -> running.get(run) == task,
                        () -> work(run),
                        (input, holder) -> {
                            running.remove(run);
                            worker.handle(
                                    task.isInterrupted
                                            ? new ExecutionEvent.RunCancelled(run)
                                            : new ExecutionEvent.RunLostInput(run, input, holder));
                        })
                .read();
    }

    /// @return false where the object does not let it
    private boolean call(ExecutionInstruction.StartRun start) {
        RunId actor = start.inputs().getFirst().getFirst();
        SimulatedActors.SimulatedObject object = objects.get(actor);
        if (object == null) {
            throw new IllegalStateException(
                    worker.name() + " begins the call " + start.run() + " without its actor " + actor);
        }
        running.values().stream()
                .filter(other -> cluster.tasks().roleOf(other.start.run()) == TaskRole.CALL)
                .forEach(other -> other.checkNoRival(start, actor, calledOffInVain));
        return cluster.actors().begin(object, start.run());
    }

    private void checkSlots() {
        if (running.values().stream().filter(task -> task.hasSlot).count() > threads) {
            throw new IllegalStateException(
                    worker.name() + " runs " + running.keySet() + " on " + threads + " threads");
        }
    }

    /// The run gives its slot up for a while.
    private void waitForOthers(RunId run, SimulatedRun task) {
        task.hasSlot = false;
        worker.handle(new ExecutionEvent.RunBlocked(run));
        worker.later(random.nextInt(3_000) * SimulatedTime.MILLI, () -> {
            if (running.get(run) == task && !task.isInterrupted) {
                worker.handle(new ExecutionEvent.RunUnblocked(run));
            }
        });
    }

    void resume(RunId run) {
        SimulatedRun task = running.get(run);
        if (task == null || task.hasSlot) {
            throw new IllegalStateException(worker.name() + " resumes " + run + ", which does not wait");
        }
        task.hasSlot = true;
        checkSlots();
        worker.later(random.nextInt(100) * SimulatedTime.MILLI, () -> {
            if (running.get(run) == task) {
                succeed(run);
            }
        });
    }

    /// A run holds on to its inputs from its beginning, also where they are dropped before it ends.
    private List<List<Long>> inputs(ExecutionInstruction.StartRun start) {
        List<List<Long>> inputs = new ArrayList<>();
        for (List<RunId> behind : start.inputs()) {
            List<Long> values = new ArrayList<>();
            for (RunId input : behind) {
                Long value = store.get(input);
                if (value == null) {
                    throw new IllegalStateException(
                            worker.name() + " begins " + start.run() + " without its input " + input);
                }
                values.add(value);
            }
            inputs.add(values);
        }
        return inputs;
    }

    private void work(RunId run) {
        SimulatedRun task = running.get(run);
        if (task == null) {
            return;
        }
        switch (SimulatedJob.deed(task.start.argument())) {
            case WORK -> succeed(run);
            case WRITE -> {
                task.waitsForCommit = true;
                worker.handle(new ExecutionEvent.CommitAsked(run));
            }
            case FAIL -> fail(run);
            case FAIL_ONCE -> {
                if (run.attempt() == 1) {
                    fail(run);
                } else {
                    succeed(run);
                }
            }
            case KILL -> worker.crash();
            case WAIT -> waitForOthers(run, task);
        }
    }

    private void fail(RunId run) {
        running.remove(run);
        worker.handle(SimulatedRun.failed(run, worker.name(), "as ordered"));
    }

    private void succeed(RunId run) {
        SimulatedRun task = running.remove(run);
        store.put(run, task.value());
        if (cluster.tasks().roleOf(run) == TaskRole.ACTOR) {
            objects.put(run, new SimulatedActors.SimulatedObject(run));
        }
        Planning planning = task.start.planning();
        worker.handle(task.succeeded(
                planning == null
                        ? null
                        : cluster.job(run)
                                .plan(task.start.argument(), run.task().stage(), planning.nextStage())));
    }

    /// Some tasks listen at once, some later, some never and end as if nothing had been.
    /// Its scheduler has called a run off, and that was lost on the way: nobody waits for it any more.
    void calledOffInVain(RunId run) {
        calledOffInVain.add(run);
    }

    boolean isCalledOffInVain(RunId run) {
        return calledOffInVain.contains(run);
    }

    void interrupt(RunId run) {
        SimulatedRun task = running.get(run);
        if (task == null || task.isInterrupted) {
            return;
        }
        task.isInterrupted = true;
        if (task.waitsForCommit || !task.hasSlot || random.nextInt(3) != 0) {
            worker.later(random.nextInt(100) * SimulatedTime.MILLI, () -> {
                if (running.remove(run) != null) {
                    worker.handle(new ExecutionEvent.RunCancelled(run));
                }
            });
        }
    }

    void answer(RunId run, boolean isGranted) {
        SimulatedRun task = running.get(run);
        if (task == null || !task.waitsForCommit) {
            throw new IllegalStateException(
                    worker.name() + " passes a commit answer to " + run + ", which did not ask");
        }
        task.waitsForCommit = false;
        if (isGranted) {
            cluster.publish(run);
            succeed(run);
        } else {
            running.remove(run);
            worker.handle(SimulatedRun.failed(run, worker.name(), "the commit was refused"));
        }
    }

    void dropObject(RunId result) {
        objects.remove(result);
    }

    /// Whether a run that goes on has it as an input.
    boolean areReading(RunId result) {
        return running.values().stream().anyMatch(task -> task.reads(result));
    }

    /// The process died.
    void clear() {
        objects.clear();
        running.clear();
        calledOffInVain.clear();
    }
}
