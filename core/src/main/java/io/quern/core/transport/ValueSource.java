package io.quern.core.transport;

/// Values of a process that workers fetch over connections which it has opened to them. Thread-safe.
public interface ValueSource extends AutoCloseable {
    /// Sees to it that the worker with that data address can fetch from here; waits for the connection, where
    /// there is none yet.
    ///
    /// @throws io.quern.core.error.QuernException NETWORK where nobody answers there; USER where the worker refuses
    void openTo(String dataAddress);

    /// Ends the connections, and what is fetched over them.
    @Override
    void close();
}
