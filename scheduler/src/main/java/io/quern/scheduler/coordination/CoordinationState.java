package io.quern.scheduler.coordination;

import io.quern.core.error.ErrorCode;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationAnswer.CoordinationRefused;
import io.quern.core.message.CoordinationAnswer.LeaseGranted;
import io.quern.core.message.CoordinationAnswer.RequestDone;
import io.quern.core.message.CoordinationAnswer.ValueGiven;
import io.quern.core.message.CoordinationAnswer.WaitCancelled;
import io.quern.core.message.CoordinationAnswer.WaitTimedOut;
import io.quern.core.message.SharedValue;
import io.quern.scheduler.coordination.Waiter.Wanted;

/// What the kinds of objects have in common: who waits, what values are kept, what is answered.
final class CoordinationState {
    final Waiters waiters = new Waiters();
    final KeptValues values;
    final CoordinationLimits limits;
    private final AnswerSink sink;

    long nowNanos;
    /// Objects that hold something or whose limit is known, over all kinds.
    int objects;

    private long arrivals;
    private long lastFence;

    /// @param firstFence smaller than every fence that will be given
    CoordinationState(CoordinationLimits limits, ResultHolds results, AnswerSink sink, long firstFence) {
        this.limits = limits;
        this.values = new KeptValues(results, limits.valueBytesMax());
        this.sink = sink;
        this.lastFence = firstFence;
    }

    /// Puts a request at the end of a line, which has to be settled after that. One that only tries has a deadline
    /// of now: if it is not served at once, it ends with those whose time is over.
    ///
    /// @return whether it waits; where not, it has been refused
    boolean enqueue(Asker asker, Line line, Wanted wanted, long waitNanos) {
        if (waiters.find(asker.client(), asker.request()) != null) {
            refuse(
                    asker,
                    ErrorCode.INTERNAL,
                    "request " + asker.request() + " of " + asker.client()
                            + " waits already; a client gives each request a new number");
            return false;
        }
        if (waiters.size() >= limits.waitersMax()) {
            refuse(
                    asker,
                    ErrorCode.RESOURCES,
                    line.kind().object().word() + " " + line.name()
                            + " cannot be waited for: " + waiters.size()
                            + " requests wait at this scheduler, which is the"
                            + " limit; wait in fewer threads, or with time-outs");
            return false;
        }
        waiters.add(new Waiter(++arrivals, line, asker.holder(), asker.request(), wanted, deadline(waitNanos)));
        return true;
    }

    private long deadline(long waitNanos) {
        long deadline = nowNanos + Math.max(0, waitNanos);
        return deadline < nowNanos ? Waiter.NEVER : deadline;
    }

    /// Takes a request out of its line without an answer; its line has to be settled after that.
    void withdraw(Waiter waiter) {
        waiters.remove(waiter);
        if (waiter.wanted() instanceof Wanted.RoomFor(SharedValue value)) {
            values.drop(value);
        }
    }

    /// Refuses a request where one object more would be too many.
    ///
    /// @return whether it was refused
    boolean refusesObject(Asker asker, Line line) {
        if (objects < limits.objectsMax()) {
            return false;
        }
        refuse(
                asker,
                ErrorCode.RESOURCES,
                line.kind().object().word() + " " + line.name() + " cannot be made: "
                        + objects
                        + " shared objects are in use, which is the limit; release leases, clear events, take what"
                        + " is in queues, and delete variables that nobody needs");
        return true;
    }

    /// Keeps a value, or refuses the request.
    ///
    /// @return whether it is kept
    boolean keep(Asker asker, Line line, SharedValue value) {
        String object = line.kind().object().word() + " " + line.name();
        if (!values.fits(value)) {
            refuse(
                    asker,
                    ErrorCode.RESOURCES,
                    object + " cannot take a value of " + value.sizeBytes() + " bytes: "
                            + values.bytes() + " bytes are in queues and variables, the limit is " + values.bytesMax()
                            + "; take what is in queues, and delete variables that nobody needs");
            return false;
        }
        if (!values.keep(value)) {
            refuse(
                    asker,
                    ErrorCode.USER,
                    object + " cannot refer to " + value
                            + ": the scheduler does not keep that result; share the value itself");
            return false;
        }
        return true;
    }

    void grant(Asker asker) {
        answer(asker, new LeaseGranted(asker.request(), ++lastFence));
    }

    void done(Asker asker) {
        answer(asker, new RequestDone(asker.request()));
    }

    void give(Asker asker, SharedValue value) {
        values.give(asker.client(), value);
        answer(asker, new ValueGiven(asker.request(), value));
    }

    void timedOut(Asker asker) {
        answer(asker, new WaitTimedOut(asker.request()));
    }

    void cancelled(Asker asker) {
        answer(asker, new WaitCancelled(asker.request()));
    }

    /// A mistake of the program.
    void refuse(Asker asker, String reason) {
        refuse(asker, ErrorCode.USER, reason);
    }

    void refuse(Asker asker, ErrorCode code, String reason) {
        answer(asker, new CoordinationRefused(asker.request(), code, reason));
    }

    void answer(Asker asker, CoordinationAnswer answer) {
        sink.tell(asker.client(), answer);
    }

    long arrivals() {
        return arrivals;
    }

    long lastFence() {
        return lastFence;
    }
}
