package io.quern.core.transport;

import io.quern.core.key.RunId;
import io.quern.core.message.Role;

/// Opens and accepts control streams, and moves results. One for TCP (Netty), one inside a JVM.
///
/// Closing it closes all that it opened.
public interface Transport extends AutoCloseable {
    /// Accepts streams of workers and clients, and their data connections.
    ///
    /// @param address `tcp://host:port` (port 0: any free one), or `local://name`
    /// @return the address that peers use, with the real port
    /// @throws io.quern.core.error.QuernException if the address cannot be listened at: it names address and reason
    String listen(String address, Acceptor acceptor);

    /// Opens a stream, or a data connection to a listening address, and waits until both sides have proved
    /// themselves.
    ///
    /// @throws io.quern.core.error.QuernException NETWORK where nobody answers there; USER where the peer refuses
    ///     (version, token, role) or cannot prove itself
    Connection connect(String address, Role role, ConnectionListener listener);

    /// Makes held results available to peers.
    ///
    /// @return the data address that peers give to [#fetch]
    String serve(String address, ResultProvider results);

    /// Fetches a result. The sink is called exactly once, on a thread that may block. Never throws.
    void fetch(String dataAddress, RunId result, FetchSink sink);

    /// Fetches one part of a result that is [io.quern.core.task.Parts]; otherwise as [#fetch].
    void fetchPart(String dataAddress, RunId result, int part, FetchSink sink);

    /// Lets workers fetch values of this process, where nobody can connect to it: it opens the connections itself.
    ///
    /// @param source the data address by which the workers know it, see [io.quern.core.message.Holder#OFFERED]
    ValueSource offer(String source, ResultProvider values);

    /// Waits a few seconds, at most 15, for what was sent last to have gone.
    @Override
    void close();
}
