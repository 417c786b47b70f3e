package io.quern.scheduler.lifecycle;

/// What a step does besides changing the phase. [TaskEffects] carries it out.
enum Effect {
    COUNT_INPUTS("count the inputs that are missing"),
    MISS_ONE_MORE("count one more missing input"),
    NEED_INPUTS("need the inputs"),
    RELEASE_INPUTS("need the inputs no more"),
    ENQUEUE("join the ready queue"),
    DEQUEUE("leave the ready queue"),
    BEGIN_RUN("number the run and send it to the worker"),
    CANCEL_RUN("tell the worker to cancel the run"),
    LEAVE_WORKER("free the worker's room, end a commit grant"),
    MARK_STARTED("mark the run as started"),
    GRANT_COMMIT("grant the commit"),
    HOLD_RESULT("note the worker as holder"),
    REACH_GOAL("count a goal of the job as reached"),
    MISS_GOAL("count a goal of the job as missing"),
    TELL_HOLDERS("tell the clients that hold it how it ended"),
    AWAIT_RETRY("wait for the time of the retry, as for an input"),
    END_PAUSE("wait for the time of the retry no more"),
    INHERIT_FAILURE("take over the failure of the input"),
    REFUSE_AGAIN("note that it is not run again"),
    FAIL_DEPENDENTS("waiting dependents are to fail"),
    FORGET_FAILURE("forget the failure and what was counted on the way"),
    BLOCK("free the worker's room while the run waits"),
    UNBLOCK("take the worker's room again"),
    AWAIT_WORKER("note since when no worker may run it"),
    FORGET_TASK("depend on the inputs no more, give the key up"),
    WAKE_DEPENDENTS("one input less is missing to waiting dependents"),
    STALL_DEPENDENTS("ready dependents wait again"),
    DROP_REPLICAS("tell the holders to drop the result"),
    FORGET_REPLICAS("forget the holders");

    private final String about;

    Effect(String about) {
        this.about = about;
    }

    String about() {
        return about;
    }
}
