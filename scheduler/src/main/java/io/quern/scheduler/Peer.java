package io.quern.scheduler;

import io.quern.core.key.ClientId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import org.jspecify.annotations.Nullable;

/// A connected worker or client. The ids are given at its first message; they are read and written by the event loop
/// alone.
final class Peer {
    private final Connection connection;
    private final Role role;
    private @Nullable WorkerId worker;
    private @Nullable ClientId client;

    Peer(Connection connection, Role role) {
        this.connection = connection;
        this.role = role;
    }

    Connection connection() {
        return connection;
    }

    Role role() {
        return role;
    }

    /// Null until it has registered as a worker.
    @Nullable
    WorkerId worker() {
        return worker;
    }

    void setWorker(WorkerId id) {
        worker = id;
    }

    /// Null until it has registered as a client.
    @Nullable
    ClientId client() {
        return client;
    }

    void setClient(ClientId id) {
        client = id;
    }

    @Override
    public String toString() {
        return connection.peerName();
    }
}
