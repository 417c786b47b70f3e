package io.quern.core.transport.tcp;

import io.quern.core.access.Token;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.message.HandshakeMessage.Version;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.JobCodecs;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import io.quern.core.value.ValueCodecs;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Streams and results between processes. One group of network threads serves all that an instance opens.
///
/// Only addresses of this machine are listened at and connected to. [#connect] waits, so it must not be called by a
/// listener.
public final class TcpTransport implements Transport {
    private final JobCodecs codecs;
    private final TcpNetwork network;
    private final TcpListening listening;
    private final TcpDialling dialling;
    private final ResultFetcher fetcher;

    /// @param ownName what peers see as the name of this process
    /// @param token of the cluster
    /// @param codecs encode and decode the results of every job
    public TcpTransport(String ownName, Token token, ValueCodecs codecs, TcpSettings settings, Clock clock) {
        this(ownName, token, _ -> codecs, settings, clock);
    }

    /// @param ownName what peers see as the name of this process
    /// @param token of the cluster
    /// @param codecs encode and decode results, by their job
    public TcpTransport(String ownName, Token token, JobCodecs codecs, TcpSettings settings, Clock clock) {
        this(ownName, token, codecs, settings, clock, Handshake.ownVersions());
    }

    TcpTransport(
            String ownName, Token token, JobCodecs codecs, TcpSettings settings, Clock clock, List<Version> versions) {
        this.codecs = codecs;
        this.network = new TcpNetwork(ownName, token, settings, versions);
        this.listening = new TcpListening(network);
        this.dialling = new TcpDialling(network, clock);
        this.fetcher = new ResultFetcher(codecs, settings.creditBytes(), this::openTransfer);
    }

    @Override
    public String listen(String address, Acceptor acceptor) {
        return listening.bind(address, EnumSet.allOf(Role.class), acceptor);
    }

    @Override
    public String serve(String address, ResultProvider results) {
        return listening.bind(address, EnumSet.of(Role.TRANSFER), (_, _) -> new ResultHolder(results, codecs));
    }

    @Override
    public Connection connect(String address, Role role, ConnectionListener listener) {
        CompletableFuture<Connection> opened =
                dialling.open(address, role, listener, network.settings().connectFor());
        try {
            return opened.get();
        } catch (ExecutionException e) {
            // A new exception, so that its trace shows the caller's line.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            ErrorCode code = cause instanceof QuernException known ? known.code() : ErrorCode.INTERNAL;
            throw new QuernException(code, String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.NETWORK, "interrupted while connecting to " + address, e);
        }
    }

    @Override
    public void fetch(String dataAddress, RunId result, FetchSink sink) {
        fetcher.fetch(dataAddress, result, sink);
    }

    /// Opens a data connection; one attempt only, since a worker that is gone must be seen at once.
    private CompletableFuture<Connection> openTransfer(String dataAddress, ConnectionListener listener) {
        try {
            return dialling.open(dataAddress, Role.TRANSFER, listener, Duration.ZERO);
        } catch (QuernException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        network.beginClose();
        dialling.abandon();
        network.endClose();
    }
}
