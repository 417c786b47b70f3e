package io.quern.client.session;

import io.quern.core.error.QuernException;
import io.quern.core.message.ClientNotice;
import io.quern.core.transport.Connection;

/// Is told what is not about a session's tasks and requests, and how its stream fares. By one thread at a time;
/// must not block.
public interface SessionListener {
    /// The scheduler said something.
    void received(ClientNotice notice);

    /// The scheduler knows nothing any more of what it had accepted.
    void forgotten(QuernException reason);

    /// There is a stream again.
    void resumed(Connection connection);

    /// There will be no stream any more.
    void lost(QuernException reason);
}
