package io.quern.core.transport.tcp.admission;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.quern.core.access.CertificatePin;
import io.quern.core.access.TlsIdentity;
import io.quern.core.error.QuernException;
import io.quern.core.runtime.Clock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Makes the TLS layer of channels: version 1.3 alone, by the JDK. The accepting side shows its certificate,
/// which the other knows by its pin; who opens shows a token later, inside. No session is ever resumed, so the
/// pin is looked at each time. Thread-safe.
public final class TlsChannels {
    private static final String PROTOCOL = "TLSv1.3";

    /// How long closing waits for the peer to take the last record.
    private static final long FAREWELL_MILLIS = 500;

    private final @Nullable TlsIdentity identity;
    private final Clock clock;
    private final @Nullable SslContext accepting;

    /// @param identity of this process, null where it does not listen with TLS
    public TlsChannels(@Nullable TlsIdentity identity, Clock clock) {
        this.identity = identity;
        this.clock = clock;
        this.accepting = identity == null ? null : accepting(identity);
    }

    private static SslContext accepting(TlsIdentity identity) {
        try {
            return SslContextBuilder.forServer(identity.key(), identity.certificate())
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOL)
                    .build();
        } catch (SSLException e) {
            throw QuernException.user(
                    "the certificate " + identity.pin().brief() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /// By what peers know the certificate with which this process listens.
    ///
    /// @throws QuernException where it has none
    public CertificatePin ownPin(String address) {
        if (identity == null) {
            throw QuernException.user("cannot listen at " + address
                    + ": this process has no certificate; give its transport credentials with one");
        }
        return identity.pin();
    }

    public SslHandler accept(Channel channel) {
        if (accepting == null) {
            throw new IllegalStateException("it listens with TLS, so it has a certificate");
        }
        return equipped(accepting.newHandler(channel.alloc()));
    }

    /// @param address that is connected to, for messages
    /// @param pin of the certificate that whoever listens there must have
    public SslHandler open(Channel channel, String address, CertificatePin pin) throws SSLException {
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOL)
                .endpointIdentificationAlgorithm(null)
                .trustManager(new PinnedTrust(address, pin, clock))
                .build();
        return equipped(context.newHandler(channel.alloc()));
    }

    /// The deadline of the whole handshake stands in [HandshakeHandler].
    private static SslHandler equipped(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MILLIS);
        return handler;
    }
}
