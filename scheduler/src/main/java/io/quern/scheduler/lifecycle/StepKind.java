package io.quern.scheduler.lifecycle;

/// What makes a task take a step: the second half of the key of [TransitionTable].
public enum StepKind {
    /// Its stage was expanded; the job needs it.
    EXPANDED("its stage was expanded"),
    /// Its result is needed again and is not here.
    DEMANDED("its result is needed again"),
    /// All its inputs are in memory.
    INPUTS_READY("all inputs are in memory"),
    /// An input that was in memory has no replica any more.
    INPUT_GONE("an input has no replica any more"),
    /// No worker is registered that could run it.
    WORKERS_ABSENT("no worker that could run it is registered"),
    /// A worker is registered that can run it.
    WORKERS_PRESENT("a worker that can run it is registered"),
    /// A worker with room was chosen.
    ASSIGNED("a worker was chosen"),
    /// The worker says that the run has begun.
    STARTED("the run has begun"),
    /// The run asks whether it may publish.
    COMMIT_ASKED("the run may publish"),
    /// The worker says that the run ended well.
    SUCCEEDED("the run ended well"),
    /// The worker says that the run failed.
    FAILED("the run failed"),
    /// The run failed and is tried again after a pause.
    RETRY_WANTED("the run failed and is tried again"),
    /// The pause before a retry is over.
    RETRY_DUE("the pause before a retry is over"),
    /// An input has failed or was cancelled.
    UPSTREAM_FAILED("an input has failed"),
    /// It makes or calls an actor, or is a scattered value: it has run, or was there, or may have been, and is not
    /// made again.
    SPENT("it has run or may have, and is not run again"),
    /// The worker of an actor is lost, and the actor with it.
    ACTOR_LOST("its actor is lost"),
    /// It was cancelled, or took longer than its deadline.
    GIVEN_UP("it was cancelled, or past its deadline"),
    /// A client wants what failed to be tried again.
    RESET("it is tried again by request"),
    /// The run waits for other tasks.
    BLOCKED("the run waits for other tasks"),
    /// The run that waited goes on.
    UNBLOCKED("the run goes on"),
    /// The worker gave the run back, which had not begun.
    RETURNED("the worker gave the run back"),
    /// The worker turned out not to know the run.
    RUN_UNKNOWN("its worker does not know the run"),
    /// The worker could not fetch an input.
    INPUT_LOST("the worker could not fetch an input"),
    /// As often as is allowed, an input could not be fetched.
    INPUTS_UNREACHABLE("inputs were lost too often"),
    /// The worker of the run is lost.
    WORKER_LOST("its worker is lost"),
    /// The worker of the run is lost, as were others under this task.
    BLAMED("too many workers died under it"),
    /// A worker offers a result that it made before its stream broke, or before the scheduler was started again.
    TAKEN_BACK("its result was still on a worker"),
    /// One more worker holds the result.
    REPLICA_ADDED("one more worker holds the result"),
    /// A holder of the result is lost, others are left.
    REPLICA_LOST("a holder of the result is lost, others are left"),
    /// The last holder of the result is lost.
    RESULT_LOST("the last holder of the result is lost"),
    /// Nobody needs the result any more.
    UNNEEDED("nobody needs the result any more"),
    /// The job ended early.
    STOPPED("its job ended early"),
    /// The job is released.
    DISCARDED("its job is released");

    static final int COUNT = values().length;
    private static final StepKind[] BY_CODE = values();

    private final String about;

    StepKind(String about) {
        this.about = about;
    }

    String about() {
        return about;
    }

    /// Its number in tables and stories, from 0; lives no longer than the process.
    @SuppressWarnings("EnumOrdinal")
    int code() {
        return ordinal();
    }

    static StepKind of(int code) {
        return BY_CODE[code];
    }
}
