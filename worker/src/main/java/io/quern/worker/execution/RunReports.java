package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.message.WorkerMessage;
import io.quern.worker.execution.ExecutionEvent.InputUnreadable;
import io.quern.worker.execution.ExecutionEvent.ResultDamaged;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunLostInput;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionInstruction.DropResult;
import io.quern.worker.execution.ExecutionInstruction.PassCommitAnswer;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.Objects;

/// What the threads tell of the runs that were handed to them. To those that were given up nobody listens: what
/// they tell is only counted, and frees what they used.
final class RunReports {
    private final WorkerState state;
    private final MachineSteps steps;

    RunReports(WorkerState state, MachineSteps steps) {
        this.state = state;
        this.steps = steps;
    }

    void succeeded(RunSucceeded ended) {
        if (endsAbandoned(ended.run())) {
            state.instruct(new DropResult(ended.run()));
        } else {
            steps.take(new TaskStep.Succeeded(ended));
        }
    }

    void failed(RunFailed ended) {
        if (!endsAbandoned(ended.run())) {
            steps.take(new TaskStep.Failed(ended.run(), ended.failure()));
        }
    }

    void lostInput(RunLostInput ended) {
        if (!endsAbandoned(ended.run())) {
            steps.take(new TaskStep.InputGone(
                    ended.run(), ended.input(), ended.holder().worker()));
        }
    }

    void inputUnreadable(InputUnreadable ended) {
        if (!endsAbandoned(ended.run())) {
            steps.take(new TaskStep.InputGone(ended.run(), ended.input(), Objects.requireNonNull(state.worker)));
        }
    }

    void resultDamaged(ResultDamaged damaged) {
        TaskEntry entry = state.entries.get(damaged.result());
        if (entry != null && entry.phase == WorkerTaskPhase.MEMORY) {
            state.tell(new WorkerMessage.ResultDamaged(damaged.result(), damaged.problem()));
        }
    }

    void cancelled(RunId run) {
        if (!endsAbandoned(run)) {
            throw new InvalidWorkerTransition(
                    "run " + run + " ended as cancelled, but nobody cancelled it: " + state.story.tell(run));
        }
    }

    private boolean endsAbandoned(RunId run) {
        boolean isAbandoned = state.abandoned.remove(run);
        if (isAbandoned) {
            state.staleEvents++;
        }
        return isAbandoned;
    }

    void blocked(RunId run) {
        if (state.abandoned.contains(run)) {
            state.abandoned.block(run);
        } else {
            steps.take(new TaskStep.Blocked(run));
        }
    }

    void unblocked(RunId run) {
        if (state.abandoned.contains(run)) {
            state.abandoned.unblock(run);
        } else {
            steps.take(new TaskStep.Unblocked(run));
        }
    }

    /// A run that nobody listens to gets its refusal at once: it may ask although it was interrupted.
    void commitAsked(RunId run) {
        if (state.abandoned.contains(run)) {
            state.staleEvents++;
            state.instruct(new PassCommitAnswer(run, false));
        } else {
            steps.take(new TaskStep.CommitAwaited(run));
        }
    }
}
