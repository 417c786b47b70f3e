package io.quern.worker.execution;

import static io.quern.worker.execution.story.WorkerTaskPhase.BLOCKED;
import static io.quern.worker.execution.story.WorkerTaskPhase.ERROR;
import static io.quern.worker.execution.story.WorkerTaskPhase.EXECUTING;
import static io.quern.worker.execution.story.WorkerTaskPhase.FETCH;
import static io.quern.worker.execution.story.WorkerTaskPhase.FLIGHT;
import static io.quern.worker.execution.story.WorkerTaskPhase.FORGOTTEN;
import static io.quern.worker.execution.story.WorkerTaskPhase.MEMORY;
import static io.quern.worker.execution.story.WorkerTaskPhase.READY;
import static io.quern.worker.execution.story.WorkerTaskPhase.RESUMING;
import static io.quern.worker.execution.story.WorkerTaskPhase.WAITING;

import io.quern.worker.execution.TaskStep.Abandoned;
import io.quern.worker.execution.TaskStep.Assigned;
import io.quern.worker.execution.TaskStep.Blocked;
import io.quern.worker.execution.TaskStep.Cancelled;
import io.quern.worker.execution.TaskStep.CommitAnswered;
import io.quern.worker.execution.TaskStep.CommitAwaited;
import io.quern.worker.execution.TaskStep.CopyWanted;
import io.quern.worker.execution.TaskStep.Dropped;
import io.quern.worker.execution.TaskStep.Failed;
import io.quern.worker.execution.TaskStep.FetchBegan;
import io.quern.worker.execution.TaskStep.FetchFailed;
import io.quern.worker.execution.TaskStep.Fetched;
import io.quern.worker.execution.TaskStep.InputArrived;
import io.quern.worker.execution.TaskStep.InputGone;
import io.quern.worker.execution.TaskStep.InputMissing;
import io.quern.worker.execution.TaskStep.Needed;
import io.quern.worker.execution.TaskStep.Recalled;
import io.quern.worker.execution.TaskStep.SlotGiven;
import io.quern.worker.execution.TaskStep.Succeeded;
import io.quern.worker.execution.TaskStep.Unblocked;
import io.quern.worker.execution.TaskStep.Unneeded;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lifecycle of a task on a worker, whole: every pair of phase and step that may happen. A pair that is not
/// here is a defect, of this machine or of the scheduler.
///
/// A run that is cancelled while it executes is forgotten at once. Its thread goes on until it notices the
/// interrupt, so its slot stays taken ([AbandonedRuns]); whatever it still reports finds no entry and changes
/// nothing else.
final class WorkerTransitions {
    private final List<WorkerTransition<?>> rows = new ArrayList<>();
    private final Map<WorkerTaskPhase, Map<Class<?>, WorkerTransition<?>>> byPhase =
            new EnumMap<>(WorkerTaskPhase.class);

    WorkerTransitions() {
        assignment();
        fetching();
        copying();
        recalling();
        running();
        blocking();
        releasing();
    }

    private void assignment() {
        row(FORGOTTEN, Assigned.class, AssignmentRules::assign, "register with its inputs", WAITING, READY);
        row(FORGOTTEN, Needed.class, AssignmentRules::need, "choose holders; none: fail its run", FETCH, FORGOTTEN);
        row(FETCH, Needed.class, AssignmentRules::needAgain, "add the run and its holders", FETCH);
        row(FLIGHT, Needed.class, AssignmentRules::needAgain, "add the run and its holders", FLIGHT);
        row(MEMORY, Needed.class, AssignmentRules::needHeld, "add the run; keep what was to be dropped", MEMORY);
        row(WAITING, InputArrived.class, AssignmentRules::inputArrived, "count it", WAITING, READY);
        row(WAITING, InputMissing.class, AssignmentRules::inputMissing, "tell InputLost", FORGOTTEN);
        row(FORGOTTEN, InputMissing.class, AssignmentRules::nothing, "it gave up for another input", FORGOTTEN);
    }

    private void fetching() {
        row(FETCH, FetchBegan.class, FetchRules::begin, "fetch from the best holder", FLIGHT);
        row(FLIGHT, Fetched.class, FetchRules::arrive, "tell ReplicaAdded; nobody needs it: drop", MEMORY, FORGOTTEN);
        row(FLIGHT, FetchFailed.class, FetchRules::fail, "next holder; none: fail its runs", FETCH, FORGOTTEN);
        row(FETCH, Unneeded.class, FetchRules::forgetUnlessCopied, "keep it for a copy", FETCH, FORGOTTEN);
        row(FLIGHT, Unneeded.class, FetchRules::keepFlying, "a fetch cannot be stopped", FLIGHT);
    }

    private void copying() {
        row(FORGOTTEN, CopyWanted.class, FetchRules::copy, "choose holders; none: tell CopyFailed", FETCH, FORGOTTEN);
        row(FETCH, CopyWanted.class, FetchRules::copyToo, "keep it once it is here", FETCH);
        row(FLIGHT, CopyWanted.class, FetchRules::copyToo, "keep it once it is here", FLIGHT);
        row(MEMORY, CopyWanted.class, FetchRules::tellHeld, "tell ReplicaAdded", MEMORY);
    }

    private void recalling() {
        row(WAITING, Recalled.class, ReleaseRules::giveBack, "tell RunReturned, let its inputs go", FORGOTTEN);
        row(READY, Recalled.class, ReleaseRules::giveBack, "tell RunReturned, let its inputs go", FORGOTTEN);
        for (WorkerTaskPhase begun : List.of(EXECUTING, BLOCKED, RESUMING, MEMORY, ERROR)) {
            row(begun, Recalled.class, ReleaseRules::keep, "it has begun", begun);
        }
    }

    private void running() {
        row(READY, SlotGiven.class, RunRules::start, "start it, tell TaskStarted", EXECUTING);
        row(EXECUTING, Succeeded.class, RunRules::succeed, "tell TaskSucceeded, let its inputs go", MEMORY);
        row(EXECUTING, Failed.class, RunRules::fail, "tell TaskFailed, let its inputs go", ERROR);
        row(EXECUTING, InputGone.class, RunRules::loseInput, "tell InputLost, let its inputs go", FORGOTTEN);
        row(EXECUTING, CommitAwaited.class, RunRules::askCommit, "tell AskCommit", EXECUTING);
        row(EXECUTING, CommitAnswered.class, RunRules::passAnswer, "hand the run the answer", EXECUTING);
        for (WorkerTaskPhase withoutSlot : List.of(BLOCKED, RESUMING)) {
            row(withoutSlot, Succeeded.class, RunRules::succeed, "another thread of it waited; as executing", MEMORY);
            row(withoutSlot, Failed.class, RunRules::fail, "another thread of it waited; as executing", ERROR);
            row(
                    withoutSlot,
                    InputGone.class,
                    RunRules::loseInput,
                    "another thread of it waited; as executing",
                    FORGOTTEN);
            row(withoutSlot, CommitAwaited.class, RunRules::askCommit, "tell AskCommit", withoutSlot);
            row(withoutSlot, CommitAnswered.class, RunRules::passAnswer, "hand the run the answer", withoutSlot);
        }
        row(MEMORY, CommitAnswered.class, RunRules::answerTooLate, "count it: the run did not wait", MEMORY);
        row(ERROR, CommitAnswered.class, RunRules::answerTooLate, "count it: the run did not wait", ERROR);
    }

    private void blocking() {
        row(EXECUTING, Blocked.class, BlockingRules::block, "free its slot, tell TaskBlocked", BLOCKED);
        row(BLOCKED, Unblocked.class, BlockingRules::unblock, "wait for a slot", RESUMING);
        row(RESUMING, SlotGiven.class, BlockingRules::resume, "let it go on, tell TaskUnblocked", EXECUTING);
    }

    private void releasing() {
        row(WAITING, Cancelled.class, ReleaseRules::forgetRun, "let its inputs go", FORGOTTEN);
        row(READY, Cancelled.class, ReleaseRules::forgetRun, "let its inputs go", FORGOTTEN);
        row(EXECUTING, Cancelled.class, ReleaseRules::interrupt, "interrupt it, let its inputs go", FORGOTTEN);
        row(BLOCKED, Cancelled.class, ReleaseRules::interruptBlocked, "interrupt it, let its inputs go", FORGOTTEN);
        row(RESUMING, Cancelled.class, ReleaseRules::interruptResuming, "interrupt it, let its inputs go", FORGOTTEN);
        row(MEMORY, Cancelled.class, ReleaseRules::dropUnlessNeeded, "drop it unless needed here", FORGOTTEN, MEMORY);
        row(ERROR, Cancelled.class, ReleaseRules::forgetError, "", FORGOTTEN);
        row(FETCH, Dropped.class, FetchRules::dropFetched, "drop it once nobody needs it", FETCH, FORGOTTEN);
        row(FLIGHT, Dropped.class, FetchRules::dropFetched, "drop it once nobody needs it", FLIGHT);
        row(MEMORY, Dropped.class, ReleaseRules::dropUnlessNeeded, "drop it unless needed here", FORGOTTEN, MEMORY);
        row(ERROR, Dropped.class, ReleaseRules::forgetError, "", FORGOTTEN);
        row(MEMORY, Unneeded.class, ReleaseRules::dropIfWanted, "drop it if that was asked for", FORGOTTEN, MEMORY);
        row(WAITING, Abandoned.class, ReleaseRules::forgetRun, "let its inputs go", FORGOTTEN);
        row(READY, Abandoned.class, ReleaseRules::forgetRun, "let its inputs go", FORGOTTEN);
        row(EXECUTING, Abandoned.class, ReleaseRules::interrupt, "interrupt it, let its inputs go", FORGOTTEN);
        row(BLOCKED, Abandoned.class, ReleaseRules::interruptBlocked, "interrupt it, let its inputs go", FORGOTTEN);
        row(RESUMING, Abandoned.class, ReleaseRules::interruptResuming, "interrupt it, let its inputs go", FORGOTTEN);
        row(FETCH, Abandoned.class, FetchRules::forgetFetch, "", FORGOTTEN);
        row(FLIGHT, Abandoned.class, FetchRules::abandonFlight, "a fetch cannot be stopped", FLIGHT);
        row(MEMORY, Abandoned.class, ReleaseRules::drop, "drop it", FORGOTTEN);
        row(ERROR, Abandoned.class, ReleaseRules::forgetError, "", FORGOTTEN);
    }

    private <S extends TaskStep> void row(
            WorkerTaskPhase from, Class<S> step, WorkerTransition.Rule<S> rule, String effect, WorkerTaskPhase... to) {
        WorkerTransition<S> row = new WorkerTransition<>(from, step, step.getSimpleName(), List.of(to), effect, rule);
        WorkerTransition<?> earlier =
                byPhase.computeIfAbsent(from, _ -> new LinkedHashMap<>()).put(step, row);
        if (earlier != null) {
            throw new IllegalStateException("two rows for " + from + " and " + step.getSimpleName());
        }
        rows.add(row);
    }

    /// All rows, in the order of their declaration.
    List<WorkerTransition<?>> rows() {
        return List.copyOf(rows);
    }

    @Nullable
    WorkerTransition<?> find(WorkerTaskPhase from, TaskStep step) {
        return byPhase.getOrDefault(from, Map.of()).get(step.getClass());
    }
}
