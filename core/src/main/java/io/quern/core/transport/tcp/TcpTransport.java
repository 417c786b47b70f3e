package io.quern.core.transport.tcp;

import io.quern.core.access.Credentials;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.message.HandshakeMessage.Version;
import io.quern.core.message.Holder;
import io.quern.core.message.Role;
import io.quern.core.message.TransferMessage.FetchResult;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.JobCodecs;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import io.quern.core.transport.ValueSource;
import io.quern.core.transport.tcp.admission.Handshake;
import io.quern.core.transport.tcp.admission.TlsChannels;
import io.quern.core.value.ValueCodecs;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Streams and results between processes. One group of network threads serves all that an instance opens.
///
/// Addresses of this machine alone are `tcp://HOST:PORT`; all others are `tls://HOST:PORT`, unless
/// [TcpSettings#isPlainAllowed]. [#connect] waits, so it must not be called by a listener.
public final class TcpTransport implements Transport {
    private final TcpSettings settings;
    private final JobCodecs codecs;
    private final Network network;
    private final TcpServer server;
    private final Dialer dialer;
    private final ResultFetcher fetcher;
    private final OfferedSources offered;
    private final SendTurns turns;

    /// @param ownName what peers see as the name of this process
    /// @param credentials with an identity where this process listens off this machine
    /// @param codecs encode and decode the results of every job
    public TcpTransport(
            String ownName, Credentials credentials, ValueCodecs codecs, TcpSettings settings, Clock clock) {
        this(ownName, credentials, _ -> codecs, settings, clock);
    }

    /// @param ownName what peers see as the name of this process
    /// @param credentials with an identity where this process listens off this machine
    /// @param codecs encode and decode results, by their job
    public TcpTransport(String ownName, Credentials credentials, JobCodecs codecs, TcpSettings settings, Clock clock) {
        this(ownName, credentials, codecs, settings, clock, Handshake.ownVersions(), InetAddress::getByName);
    }

    TcpTransport(
            String ownName,
            Credentials credentials,
            JobCodecs codecs,
            TcpSettings settings,
            Clock clock,
            List<Version> versions,
            HostLookup hosts) {
        this.turns = SendTurns.ofThisHeap();
        this.settings = settings;
        this.codecs = codecs;
        TlsChannels tls = new TlsChannels(credentials.identity(), clock);
        Greeting greeting =
                new Greeting(ownName, credentials, List.copyOf(versions), new SecureRandom(), settings, clock);
        this.network = new Network(settings.threads());
        this.server = new TcpServer(network, greeting, tls);
        this.dialer = new Dialer(network, greeting, tls, hosts);
        this.offered = new OfferedSources(network, settings.handshakeMax().multipliedBy(2));
        // A worker that is gone must be seen at once.
        this.fetcher = new ResultFetcher(
                codecs,
                settings.creditBytes(),
                (address, listener) -> address.startsWith(Holder.OFFERED)
                        ? offered.open(address, listener)
                        : dialer.open(address, Role.TRANSFER, listener, Duration.ZERO));
    }

    @Override
    public String listen(String address, Acceptor acceptor) {
        return server.listen(TcpAddress.parse(address), EnumSet.allOf(Role.class), acceptor)
                .toString();
    }

    /// The address that it returns has the pin of this process's certificate, if it is with TLS: whoever is told
    /// it by the scheduler needs nothing more to know that it is this process.
    @Override
    public String serve(String address, ResultProvider results) {
        EnumSet<Role> roles = EnumSet.of(Role.TRANSFER);
        return server.listen(
                        TcpAddress.parse(address),
                        roles,
                        (_, _) -> offered.accept(() -> new ResultHolder(results, codecs, turns.ofConnection())))
                .whole();
    }

    @Override
    public Connection connect(String address, Role role, ConnectionListener listener) {
        return open(address, role, listener, settings.connectFor());
    }

    private Connection open(String address, Role role, ConnectionListener listener, Duration patience) {
        try {
            return dialer.open(address, role, listener, patience).get();
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
        fetcher.fetch(dataAddress, result, FetchResult.WHOLE, sink);
    }

    @Override
    public void fetchPart(String dataAddress, RunId result, int part, FetchSink sink) {
        fetcher.fetch(dataAddress, result, part, sink);
    }

    @Override
    public ValueSource offer(String source, ResultProvider values) {
        return new TcpValueSource(
                source,
                () -> new ResultHolder(values, codecs, turns.ofConnection()),
                (dataAddress, listener) -> open(dataAddress, Role.TRANSFER, listener, Duration.ZERO));
    }

    @Override
    public void close() {
        dialer.close();
        network.close();
    }
}
