package io.quern.scheduler.lifecycle;

import static io.quern.scheduler.graph.TaskPhase.ERRED;
import static io.quern.scheduler.graph.TaskPhase.FORGOTTEN;
import static io.quern.scheduler.graph.TaskPhase.MEMORY;
import static io.quern.scheduler.graph.TaskPhase.NO_WORKER;
import static io.quern.scheduler.graph.TaskPhase.PROCESSING;
import static io.quern.scheduler.graph.TaskPhase.QUEUED;
import static io.quern.scheduler.graph.TaskPhase.RELEASED;
import static io.quern.scheduler.graph.TaskPhase.WAITING;
import static io.quern.scheduler.lifecycle.Effect.AWAIT_RETRY;
import static io.quern.scheduler.lifecycle.Effect.AWAIT_WORKER;
import static io.quern.scheduler.lifecycle.Effect.BEGIN_RUN;
import static io.quern.scheduler.lifecycle.Effect.BLOCK;
import static io.quern.scheduler.lifecycle.Effect.CANCEL_RUN;
import static io.quern.scheduler.lifecycle.Effect.COUNT_INPUTS;
import static io.quern.scheduler.lifecycle.Effect.DEQUEUE;
import static io.quern.scheduler.lifecycle.Effect.DROP_REPLICAS;
import static io.quern.scheduler.lifecycle.Effect.END_PAUSE;
import static io.quern.scheduler.lifecycle.Effect.ENQUEUE;
import static io.quern.scheduler.lifecycle.Effect.FAIL_DEPENDENTS;
import static io.quern.scheduler.lifecycle.Effect.FORGET_FAILURE;
import static io.quern.scheduler.lifecycle.Effect.FORGET_REPLICAS;
import static io.quern.scheduler.lifecycle.Effect.FORGET_TASK;
import static io.quern.scheduler.lifecycle.Effect.GRANT_COMMIT;
import static io.quern.scheduler.lifecycle.Effect.HOLD_RESULT;
import static io.quern.scheduler.lifecycle.Effect.INHERIT_FAILURE;
import static io.quern.scheduler.lifecycle.Effect.LEAVE_WORKER;
import static io.quern.scheduler.lifecycle.Effect.MARK_STARTED;
import static io.quern.scheduler.lifecycle.Effect.MISS_GOAL;
import static io.quern.scheduler.lifecycle.Effect.MISS_ONE_MORE;
import static io.quern.scheduler.lifecycle.Effect.NEED_INPUTS;
import static io.quern.scheduler.lifecycle.Effect.REACH_GOAL;
import static io.quern.scheduler.lifecycle.Effect.REFUSE_AGAIN;
import static io.quern.scheduler.lifecycle.Effect.RELEASE_INPUTS;
import static io.quern.scheduler.lifecycle.Effect.STALL_DEPENDENTS;
import static io.quern.scheduler.lifecycle.Effect.TELL_HOLDERS;
import static io.quern.scheduler.lifecycle.Effect.UNBLOCK;
import static io.quern.scheduler.lifecycle.Effect.WAKE_DEPENDENTS;

import io.quern.scheduler.graph.TaskPhase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lifecycle of a task, declared. A pair of phase and step that has no row cannot happen.
final class TransitionTable {
    private static final List<Transition> ROWS = List.of(
            row(RELEASED, StepKind.EXPANDED, WAITING, COUNT_INPUTS),
            row(RELEASED, StepKind.DEMANDED, WAITING, NEED_INPUTS, COUNT_INPUTS),
            row(WAITING, StepKind.INPUTS_READY, QUEUED, ENQUEUE),
            row(WAITING, StepKind.INPUT_GONE, WAITING, MISS_ONE_MORE),
            row(QUEUED, StepKind.INPUT_GONE, WAITING, DEQUEUE, COUNT_INPUTS),
            row(NO_WORKER, StepKind.INPUT_GONE, WAITING, DEQUEUE, COUNT_INPUTS),
            row(QUEUED, StepKind.WORKERS_ABSENT, NO_WORKER, AWAIT_WORKER),
            row(NO_WORKER, StepKind.WORKERS_PRESENT, QUEUED),
            row(QUEUED, StepKind.ASSIGNED, PROCESSING, DEQUEUE, BEGIN_RUN),
            row(PROCESSING, StepKind.STARTED, PROCESSING, MARK_STARTED),
            row(PROCESSING, StepKind.BLOCKED, PROCESSING, BLOCK),
            row(PROCESSING, StepKind.UNBLOCKED, PROCESSING, UNBLOCK),
            row(PROCESSING, StepKind.COMMIT_ASKED, PROCESSING, GRANT_COMMIT),
            row(
                    PROCESSING,
                    StepKind.SUCCEEDED,
                    MEMORY,
                    HOLD_RESULT,
                    LEAVE_WORKER,
                    REACH_GOAL,
                    TELL_HOLDERS,
                    WAKE_DEPENDENTS,
                    RELEASE_INPUTS),
            failed(PROCESSING, StepKind.FAILED, LEAVE_WORKER),
            row(PROCESSING, StepKind.RETRY_WANTED, WAITING, LEAVE_WORKER, AWAIT_RETRY, COUNT_INPUTS),
            row(WAITING, StepKind.RETRY_DUE, WAITING, END_PAUSE, COUNT_INPUTS),
            failed(WAITING, StepKind.UPSTREAM_FAILED, INHERIT_FAILURE, END_PAUSE),
            row(PROCESSING, StepKind.RETURNED, WAITING, LEAVE_WORKER, COUNT_INPUTS),
            row(PROCESSING, StepKind.RUN_UNKNOWN, WAITING, LEAVE_WORKER, COUNT_INPUTS),
            row(PROCESSING, StepKind.INPUT_LOST, WAITING, LEAVE_WORKER, COUNT_INPUTS),
            failed(PROCESSING, StepKind.INPUTS_UNREACHABLE, LEAVE_WORKER),
            row(PROCESSING, StepKind.WORKER_LOST, WAITING, LEAVE_WORKER, COUNT_INPUTS),
            failed(PROCESSING, StepKind.BLAMED, LEAVE_WORKER),
            row(RELEASED, StepKind.SPENT, ERRED, REFUSE_AGAIN, TELL_HOLDERS, FAIL_DEPENDENTS),
            failed(WAITING, StepKind.SPENT, REFUSE_AGAIN, END_PAUSE),
            failed(PROCESSING, StepKind.ACTOR_LOST, LEAVE_WORKER),
            row(MEMORY, StepKind.ACTOR_LOST, ERRED, STALL_DEPENDENTS, TELL_HOLDERS, FAIL_DEPENDENTS),
            row(RELEASED, StepKind.GIVEN_UP, ERRED, TELL_HOLDERS, FAIL_DEPENDENTS),
            failed(WAITING, StepKind.GIVEN_UP, END_PAUSE),
            failed(NO_WORKER, StepKind.GIVEN_UP, DEQUEUE),
            failed(QUEUED, StepKind.GIVEN_UP, DEQUEUE),
            failed(PROCESSING, StepKind.GIVEN_UP, CANCEL_RUN, LEAVE_WORKER),
            row(ERRED, StepKind.RESET, RELEASED, FORGET_FAILURE),
            takenBack(WAITING, END_PAUSE),
            takenBack(QUEUED, DEQUEUE),
            takenBack(NO_WORKER, DEQUEUE),
            row(MEMORY, StepKind.REPLICA_ADDED, MEMORY),
            row(MEMORY, StepKind.REPLICA_LOST, MEMORY),
            row(MEMORY, StepKind.RESULT_LOST, RELEASED, MISS_GOAL, STALL_DEPENDENTS),
            row(WAITING, StepKind.UNNEEDED, RELEASED, END_PAUSE, RELEASE_INPUTS),
            row(NO_WORKER, StepKind.UNNEEDED, RELEASED, DEQUEUE, RELEASE_INPUTS),
            row(QUEUED, StepKind.UNNEEDED, RELEASED, DEQUEUE, RELEASE_INPUTS),
            row(PROCESSING, StepKind.UNNEEDED, RELEASED, CANCEL_RUN, LEAVE_WORKER, RELEASE_INPUTS),
            row(MEMORY, StepKind.UNNEEDED, RELEASED, DROP_REPLICAS),
            row(WAITING, StepKind.STOPPED, RELEASED),
            row(QUEUED, StepKind.STOPPED, RELEASED, DEQUEUE),
            row(NO_WORKER, StepKind.STOPPED, RELEASED, DEQUEUE),
            row(PROCESSING, StepKind.STOPPED, RELEASED, LEAVE_WORKER),
            row(MEMORY, StepKind.STOPPED, RELEASED, FORGET_REPLICAS),
            row(RELEASED, StepKind.DISCARDED, FORGOTTEN, FORGET_TASK),
            row(ERRED, StepKind.DISCARDED, FORGOTTEN, FORGET_FAILURE, FORGET_TASK));

    private static final @Nullable Transition[] BY_KEY = index();

    private TransitionTable() {}

    private static Transition row(TaskPhase from, StepKind kind, TaskPhase to, Effect... effects) {
        return new Transition(from, kind, to, List.of(effects));
    }

    /// A result is there without a run. Its holder is noted before the step.
    private static Transition takenBack(TaskPhase from, Effect first) {
        return row(from, StepKind.TAKEN_BACK, MEMORY, first, REACH_GOAL, TELL_HOLDERS, WAKE_DEPENDENTS, RELEASE_INPUTS);
    }

    /// A task that was active has failed for good.
    private static Transition failed(TaskPhase from, StepKind kind, Effect... first) {
        List<Effect> effects = new ArrayList<>(List.of(first));
        effects.addAll(List.of(RELEASE_INPUTS, TELL_HOLDERS, FAIL_DEPENDENTS));
        return new Transition(from, kind, ERRED, effects);
    }

    private static @Nullable Transition[] index() {
        @Nullable Transition[] byKey = new @Nullable Transition[TaskPhase.values().length * StepKind.COUNT];
        for (Transition row : ROWS) {
            int key = key(row.from(), row.kind());
            if (byKey[key] != null) {
                throw new IllegalStateException("two rows for " + row.from() + " and " + row.kind());
            }
            byKey[key] = row;
        }
        return byKey;
    }

    /// Number of a pair, from 0.
    static int key(TaskPhase from, StepKind kind) {
        return from.code() * StepKind.COUNT + kind.code();
    }

    static int keys() {
        return BY_KEY.length;
    }

    /// All rows, in the order of a task's life.
    static List<Transition> rows() {
        return ROWS;
    }

    /// The row of a pair, null where there is none.
    static @Nullable Transition find(TaskPhase from, StepKind kind) {
        return BY_KEY[key(from, kind)];
    }
}
