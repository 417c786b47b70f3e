package io.quern.client.link;

import io.quern.core.error.QuernException;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.transport.Connection;

/// What a [ClientLink] tells. By one thread at a time; must not block.
public interface LinkEvents {
    /// A scheduler accepted the registration.
    ///
    /// @param epoch another one than before where another scheduler has come in its place
    void greeted(long epoch);

    /// The scheduler said something.
    void received(ClientNotice notice);

    /// The scheduler answered a request about shared objects.
    void answered(CoordinationAnswer answer);

    /// The stream is gone; another one is being opened.
    void interrupted(String reason);

    /// The scheduler does not know the session any more: it was started anew, or the client was away for too long.
    ///
    /// @return the registration of a new session, under which the stream is opened once more
    RegisterClient forgotten();

    /// There is a stream again, on which the session goes on or the new one begins.
    void resumed(Connection connection);

    /// There will be no stream any more. Told once, last.
    void lost(QuernException reason);
}
