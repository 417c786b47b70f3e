package io.quern.scheduler.lifecycle;

import static io.quern.scheduler.graph.TaskPhase.ERRED;
import static io.quern.scheduler.graph.TaskPhase.FORGOTTEN;
import static io.quern.scheduler.graph.TaskPhase.MEMORY;
import static io.quern.scheduler.graph.TaskPhase.NO_WORKER;
import static io.quern.scheduler.graph.TaskPhase.PROCESSING;
import static io.quern.scheduler.graph.TaskPhase.QUEUED;
import static io.quern.scheduler.graph.TaskPhase.RELEASED;
import static io.quern.scheduler.graph.TaskPhase.WAITING;
import static io.quern.scheduler.lifecycle.Effect.BEGIN_RUN;
import static io.quern.scheduler.lifecycle.Effect.CANCEL_RUN;
import static io.quern.scheduler.lifecycle.Effect.COUNT_INPUTS;
import static io.quern.scheduler.lifecycle.Effect.DEQUEUE;
import static io.quern.scheduler.lifecycle.Effect.DROP_REPLICAS;
import static io.quern.scheduler.lifecycle.Effect.ENQUEUE;
import static io.quern.scheduler.lifecycle.Effect.FORGET_REPLICAS;
import static io.quern.scheduler.lifecycle.Effect.GRANT_COMMIT;
import static io.quern.scheduler.lifecycle.Effect.HOLD_RESULT;
import static io.quern.scheduler.lifecycle.Effect.LEAVE_WORKER;
import static io.quern.scheduler.lifecycle.Effect.MARK_STARTED;
import static io.quern.scheduler.lifecycle.Effect.MISS_GOAL;
import static io.quern.scheduler.lifecycle.Effect.MISS_ONE_MORE;
import static io.quern.scheduler.lifecycle.Effect.NEED_INPUTS;
import static io.quern.scheduler.lifecycle.Effect.REACH_GOAL;
import static io.quern.scheduler.lifecycle.Effect.RELEASE_INPUTS;
import static io.quern.scheduler.lifecycle.Effect.STALL_DEPENDENTS;
import static io.quern.scheduler.lifecycle.Effect.WAKE_DEPENDENTS;

import io.quern.scheduler.graph.TaskPhase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lifecycle of a task, declared. A pair of phase and step that has no row cannot happen. So a task that is
/// `noWorker` does not become unneeded and loses no input: without workers nothing ends, and nothing is in memory.
final class TransitionTable {
    private static final List<Transition> ROWS = List.of(
            row(RELEASED, StepKind.EXPANDED, WAITING, COUNT_INPUTS),
            row(RELEASED, StepKind.DEMANDED, WAITING, NEED_INPUTS, COUNT_INPUTS),
            row(WAITING, StepKind.INPUTS_READY, QUEUED, ENQUEUE),
            row(WAITING, StepKind.INPUT_GONE, WAITING, MISS_ONE_MORE),
            row(QUEUED, StepKind.INPUT_GONE, WAITING, DEQUEUE, COUNT_INPUTS),
            row(QUEUED, StepKind.WORKERS_ABSENT, NO_WORKER),
            row(NO_WORKER, StepKind.WORKERS_PRESENT, QUEUED),
            row(QUEUED, StepKind.ASSIGNED, PROCESSING, DEQUEUE, BEGIN_RUN),
            row(PROCESSING, StepKind.STARTED, PROCESSING, MARK_STARTED),
            row(PROCESSING, StepKind.COMMIT_ASKED, PROCESSING, GRANT_COMMIT),
            row(
                    PROCESSING,
                    StepKind.SUCCEEDED,
                    MEMORY,
                    HOLD_RESULT,
                    LEAVE_WORKER,
                    REACH_GOAL,
                    WAKE_DEPENDENTS,
                    RELEASE_INPUTS),
            row(PROCESSING, StepKind.FAILED, ERRED, LEAVE_WORKER),
            row(PROCESSING, StepKind.INPUT_LOST, WAITING, LEAVE_WORKER, COUNT_INPUTS),
            row(PROCESSING, StepKind.INPUTS_UNREACHABLE, ERRED, LEAVE_WORKER),
            row(PROCESSING, StepKind.WORKER_LOST, WAITING, LEAVE_WORKER, COUNT_INPUTS),
            row(PROCESSING, StepKind.BLAMED, ERRED, LEAVE_WORKER),
            row(MEMORY, StepKind.REPLICA_ADDED, MEMORY),
            row(MEMORY, StepKind.REPLICA_LOST, MEMORY),
            row(MEMORY, StepKind.RESULT_LOST, RELEASED, MISS_GOAL, STALL_DEPENDENTS),
            row(WAITING, StepKind.UNNEEDED, RELEASED, RELEASE_INPUTS),
            row(QUEUED, StepKind.UNNEEDED, RELEASED, DEQUEUE, RELEASE_INPUTS),
            row(PROCESSING, StepKind.UNNEEDED, RELEASED, CANCEL_RUN, LEAVE_WORKER, RELEASE_INPUTS),
            row(MEMORY, StepKind.UNNEEDED, RELEASED, DROP_REPLICAS),
            row(WAITING, StepKind.STOPPED, RELEASED),
            row(QUEUED, StepKind.STOPPED, RELEASED, DEQUEUE),
            row(NO_WORKER, StepKind.STOPPED, RELEASED, DEQUEUE),
            row(PROCESSING, StepKind.STOPPED, RELEASED, LEAVE_WORKER),
            row(MEMORY, StepKind.STOPPED, RELEASED, FORGET_REPLICAS),
            row(RELEASED, StepKind.DISCARDED, FORGOTTEN),
            row(ERRED, StepKind.DISCARDED, FORGOTTEN));

    private static final @Nullable Transition[] BY_KEY = index();

    private TransitionTable() {}

    private static Transition row(TaskPhase from, StepKind kind, TaskPhase to, Effect... effects) {
        return new Transition(from, kind, to, List.of(effects));
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
