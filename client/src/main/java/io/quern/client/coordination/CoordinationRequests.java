package io.quern.client.coordination;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationRequest;
import java.util.function.LongFunction;

/// The way to the scheduler, which a client gives its [Coordination]. Thread-safe.
///
/// Where the stream is broken, requests wait until there is another one. Those that were under way when it broke
/// are asked again where that is harmless, else they fail.
public interface CoordinationRequests {
    /// Asks, and waits for the answer.
    ///
    /// An interrupt cancels the request at the scheduler. Where the answer was on its way already, that answer is
    /// returned, so that nothing granted is lost, and the thread stays interrupted.
    ///
    /// @param request made of its id
    /// @throws InterruptedException if the request was cancelled; nothing was changed by it
    /// @throws java.util.concurrent.CancellationException if the holder was ended that asked, or the task that
    ///     waits
    /// @throws QuernException if the scheduler refused, the stream broke, or the scheduler
    ///     is lost
    CoordinationReply ask(LongFunction<CoordinationRequest> request) throws InterruptedException;

    /// Asks, and waits for the answer whatever comes; an interrupt is kept for later.
    ///
    /// @throws java.util.concurrent.CancellationException as [#ask]
    /// @throws io.quern.core.error.QuernException as [#ask]
    CoordinationReply askUninterruptibly(LongFunction<CoordinationRequest> request);

    /// As [#askUninterruptibly], on that stream alone.
    ///
    /// @throws QuernException NETWORK where it has ended
    CoordinationReply askOn(long stream, LongFunction<CoordinationRequest> request);

    /// How often another scheduler has come in the place of the one before: it knows nothing of what queues,
    /// variables and events held.
    long restarts();

    /// Whether that stream has not ended, and with it all that was granted on it.
    boolean isOpen(long stream);

    /// What whoever uses a queue, a variable or an event is told when the scheduler that kept it is no more.
    static QuernException keptStateIsLost() {
        return new QuernException(
                ErrorCode.NETWORK,
                "the scheduler was started again, and what queues, variables and events held ended with it; get the"
                        + " object anew from coordination(), and begin with it as if it were new");
    }
}
