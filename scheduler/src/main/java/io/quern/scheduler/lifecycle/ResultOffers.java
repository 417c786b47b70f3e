package io.quern.scheduler.lifecycle;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage.OfferResults;
import io.quern.core.message.WorkerMessage.OfferedResult;
import io.quern.scheduler.graph.Graph;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Takes back the results that workers made before their stream broke, or before the scheduler was started again,
/// so that nothing is made twice that is still there.
///
/// A result is taken for a task that is needed and has none, if it is of the task's last attempt, or of any attempt
/// of an earlier life while none was made in this one; and as one more replica of a result that is there. All
/// others the worker is told to drop.
final class ResultOffers {
    private final MachineState state;
    private final TaskSteps steps;
    private final TaskTable tasks;

    ResultOffers(MachineState state, TaskSteps steps) {
        this.state = state;
        this.steps = steps;
        this.tasks = state.tasks;
    }

    void offered(WorkerEntry worker, OfferResults message) {
        Set<JobId> gone = new TreeSet<>();
        int taken = 0;
        for (OfferedResult offer : message.results()) {
            if (graph(offer) == null) {
                gone.add(offer.run().task().job());
            } else if (judge(worker, offer)) {
                taken++;
            }
        }
        gone.forEach(job -> state.outbox.tell(worker.id(), new WorkerInstruction.DropJob(job)));
        state.outbox.note("worker " + worker + " offers " + message.results().size() + " results of before; " + taken
                + " of them are taken back");
    }

    /// Takes one result, or says to drop it.
    ///
    /// @return whether it was taken
    boolean judge(WorkerEntry worker, OfferedResult offer) {
        Graph graph = graph(offer);
        if (graph == null) {
            state.outbox.tell(
                    worker.id(),
                    new WorkerInstruction.DropJob(offer.run().task().job()));
            return false;
        }
        boolean isTaken = isTaken(offer, graph, worker);
        if (!isTaken) {
            state.outbox.drop(worker.id(), offer.run());
        }
        return isTaken;
    }

    /// The job or session of a result, null where nothing of it is wanted any more.
    private @Nullable Graph graph(OfferedResult offer) {
        Graph graph = state.graph(offer.run().task().job());
        return graph instanceof Job job && job.phase() == Job.Phase.FAILED ? null : graph;
    }

    private boolean isTaken(OfferedResult offer, Graph graph, WorkerEntry worker) {
        // The worker keeps code for its job, whatever becomes of the result: it must hear of the job's end.
        graph.toldWorkers().set(worker.slot());
        expand(graph, offer.run());
        int task = state.find(offer.run().task());
        if (task == TaskTable.NONE) {
            return false;
        }
        StepKind step = stepOf(task, offer.run(), worker);
        if (step == null) {
            return false;
        }
        if (tasks.isHeldBy(task, worker.slot())) {
            return true;
        }
        if (step == StepKind.TAKEN_BACK) {
            tasks.setAttempt(task, offer.run().attempt());
            tasks.setSizeBytes(task, Math.max(0, offer.sizeBytes()));
        }
        tasks.addHolder(task, worker.slot());
        state.scatters.came(task, worker);
        state.copies.touched(task);
        tasks.setSpent(task, tasks.isActor(task) || tasks.isCall(task) || tasks.isScattered(task));
        steps.step(task, step);
        return true;
    }

    /// A stage has tasks once an input of it has a result. Here its own result may come first.
    private void expand(Graph graph, RunId run) {
        if (graph instanceof Job job && job.group(run.task().stage()) != null) {
            steps.expandThrough(job, run.task().stage());
        }
    }

    /// An actor is on one worker. Where another incarnation of its process offers it, that one's stream has broken,
    /// and the actor is as good as lost.
    private @Nullable StepKind stepOf(int task, RunId run, WorkerEntry worker) {
        if (tasks.group(task) instanceof Stage stage && stage.isOpenPlanner()) {
            // What it planned is not known: it has to plan again.
            return null;
        }
        TaskPhase phase = tasks.phase(task);
        boolean isLast = tasks.attempt(task) == run.attempt();
        if (phase == TaskPhase.MEMORY) {
            boolean mayHold = !tasks.isActor(task) || tasks.isHeldBy(task, worker.slot());
            return isLast && mayHold ? StepKind.REPLICA_ADDED : null;
        }
        boolean isOfLifeBefore = tasks.isUntried(task) && run.attempt() <= RunId.attemptsBefore(state.life.number());
        boolean isWanting = phase == TaskPhase.WAITING || phase.isReady();
        return isWanting && (isLast || isOfLifeBefore) ? StepKind.TAKEN_BACK : null;
    }
}
