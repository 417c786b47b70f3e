package io.quern.client.coordination;

import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import java.util.function.LongFunction;

/// The way to the scheduler, which a client gives its [Coordination]. Thread-safe.
public interface CoordinationRequests {
    /// Asks, and waits for the answer.
    ///
    /// An interrupt cancels the request at the scheduler. Where the answer was on its way already, that answer is
    /// returned, so that nothing granted is lost, and the thread stays interrupted.
    ///
    /// @param request made of its id
    /// @throws InterruptedException if the request was cancelled; nothing was changed by it
    /// @throws java.util.concurrent.CancellationException if the holder was ended that asked
    /// @throws io.quern.core.error.QuernException if the scheduler refused, or is lost
    CoordinationAnswer ask(LongFunction<CoordinationRequest> request) throws InterruptedException;

    /// Asks, and waits for the answer whatever comes; an interrupt is kept for later.
    ///
    /// @throws java.util.concurrent.CancellationException if the holder was ended that asked
    /// @throws io.quern.core.error.QuernException if the scheduler refused, or is lost
    CoordinationAnswer askUninterruptibly(LongFunction<CoordinationRequest> request);

    /// Number of the stream to the scheduler that is open, or was last. What was held on an earlier one is gone.
    long stream();

    /// Whether that stream has not broken, and so what was granted on it still holds.
    boolean isOpen(long stream);
}
