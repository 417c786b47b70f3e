package io.quern.client.coordination;

import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedName;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/// Asks the scheduler in the name of a holder.
///
/// @param owner says who the holder is, when it asks
/// @param restarts of the scheduler when it began; a later scheduler is not asked. [#ANY] where that does not
///     matter
record HolderRequests(CoordinationRequests scheduler, LongSupplier owner, long restarts) {
    private static final long ANY = -1;

    HolderRequests(CoordinationRequests scheduler, LongSupplier owner) {
        this(scheduler, owner, ANY);
    }

    /// For an object that the scheduler which is there now keeps, and no other one.
    HolderRequests forKeptState() {
        return new HolderRequests(scheduler, owner, scheduler.restarts());
    }

    CoordinationAnswer ask(LongFunction<CoordinationRequest> request) throws InterruptedException {
        checkScheduler();
        return scheduler.ask(request).answer();
    }

    CoordinationAnswer askUninterruptibly(LongFunction<CoordinationRequest> request) {
        checkScheduler();
        return scheduler.askUninterruptibly(request).answer();
    }

    private void checkScheduler() {
        if (restarts != ANY && restarts != scheduler.restarts()) {
            throw CoordinationRequests.keptStateIsLost();
        }
    }

    /// For what has no answer but that it is done.
    void tell(LongFunction<CoordinationRequest> request) {
        CoordinationAnswer answer = askUninterruptibly(request);
        if (!(answer instanceof CoordinationAnswer.RequestDone)) {
            throw unexpected(answer);
        }
    }

    long currentOwner() {
        return owner.getAsLong();
    }

    static SharedName name(String text) {
        try {
            return new SharedName(text);
        } catch (IllegalArgumentException refused) {
            throw QuernException.user(String.valueOf(refused.getMessage()), refused);
        }
    }

    /// Times that are too long to count are without end.
    static long nanos(Duration wait) {
        try {
            return wait.toNanos();
        } catch (ArithmeticException _) {
            return wait.isNegative() ? 0 : CoordinationRequest.FOR_EVER;
        }
    }

    /// An answer that does not belong to what was asked is a defect of the scheduler.
    static IllegalStateException unexpected(CoordinationAnswer answer) {
        return new IllegalStateException("the scheduler answered " + answer + ", which does not fit what was asked");
    }

    /// Whether it was done; false where the time was over.
    static boolean isDone(CoordinationAnswer answer) {
        return switch (answer) {
            case CoordinationAnswer.RequestDone _ -> true;
            case CoordinationAnswer.WaitTimedOut _ -> false;
            default -> throw unexpected(answer);
        };
    }
}
