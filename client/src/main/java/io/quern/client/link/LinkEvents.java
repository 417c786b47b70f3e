package io.quern.client.link;

import io.quern.core.error.QuernException;
import io.quern.core.message.ClientNotice;
import io.quern.core.transport.Connection;

/// What a [SchedulerLink] tells. By one thread at a time; must not block.
public interface LinkEvents {
    /// The scheduler said something.
    void received(ClientNotice notice);

    /// The stream is gone; another one is being opened.
    void interrupted(String reason);

    /// There is a stream again.
    ///
    /// @param isResumed whether the scheduler still knows the session
    void resumed(Connection connection, boolean isResumed);

    /// There will be no stream any more. Told once, last.
    void lost(QuernException reason);
}
