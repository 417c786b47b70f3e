package io.quern.client.coordination;

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
    /// @throws io.quern.core.error.QuernException if the scheduler refused, the stream broke, or the scheduler
    ///     is lost
    CoordinationReply ask(LongFunction<CoordinationRequest> request) throws InterruptedException;

    /// Asks, and waits for the answer whatever comes; an interrupt is kept for later.
    ///
    /// @throws java.util.concurrent.CancellationException as [#ask]
    /// @throws io.quern.core.error.QuernException as [#ask]
    CoordinationReply askUninterruptibly(LongFunction<CoordinationRequest> request);

    /// As [#askUninterruptibly], on that stream alone.
    ///
    /// @throws io.quern.core.error.QuernException NETWORK where it has ended
    CoordinationReply askOn(long stream, LongFunction<CoordinationRequest> request);

    /// Whether that stream has not ended, and with it all that was granted on it.
    boolean isOpen(long stream);
}
