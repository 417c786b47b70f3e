package io.quern.scheduler;

import io.quern.core.key.ClientId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import org.jspecify.annotations.Nullable;

/// A connected worker, client or viewer. What is known of it changes with its messages, in the event loop alone.
final class Peer {
    private final Connection connection;
    private final Role role;
    private @Nullable WorkerId worker;
    private @Nullable ClientId client;
    private boolean isRefused;

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

    /// Whether nothing that it said was refused before this.
    boolean isFirstRefusal() {
        boolean isFirst = !isRefused;
        isRefused = true;
        return isFirst;
    }

    @Override
    public String toString() {
        return connection.peerName();
    }
}
