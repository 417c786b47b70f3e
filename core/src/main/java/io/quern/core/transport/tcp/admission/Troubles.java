package io.quern.core.transport.tcp.admission;

import io.netty.handler.ssl.NotSslRecordException;
import io.quern.core.wire.ProtocolException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says what an exception means that ended a handshake: libraries wrap the one word that helps in several that do
/// not.
final class Troubles {
    private Troubles() {}

    static HandshakeFailure ofHandshake(Throwable thrown, boolean isOpener) {
        FirstBytes.ForeignException foreign = find(thrown, FirstBytes.ForeignException.class);
        if (foreign != null) {
            return new HandshakeFailure.Foreign(words(foreign));
        }
        if (find(thrown, SSLException.class) != null) {
            return ofTls(thrown, isOpener);
        }
        if (thrown instanceof IOException) {
            return new HandshakeFailure.Gone("the connection broke during the handshake: " + words(thrown));
        }
        ProtocolException malformed = find(thrown, ProtocolException.class);
        return new HandshakeFailure.Foreign(
                "the peer does not speak the protocol of Quern: " + words(malformed == null ? thrown : malformed));
    }

    static HandshakeFailure ofTls(Throwable thrown, boolean isOpener) {
        PinnedTrust.UntrustedException untrusted = find(thrown, PinnedTrust.UntrustedException.class);
        if (untrusted != null) {
            return new HandshakeFailure.Untrusted(words(untrusted));
        }
        if (find(thrown, NotSslRecordException.class) != null) {
            return new HandshakeFailure.Foreign("the peer does not speak TLS");
        }
        SSLException tls = find(thrown, SSLException.class);
        if (tls == null
                || find(thrown, ClosedChannelException.class) != null
                || words(tls).startsWith("Connection closed while")) {
            return new HandshakeFailure.Gone("the peer closed the connection during the handshake");
        }
        String hint = isOpener && words(tls).contains("protocol_version")
                ? "; the peer has no TLS 1.3, or no TLS at all"
                : "";
        return new HandshakeFailure.Foreign("TLS failed: " + words(tls) + hint);
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> wanted) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (wanted.isInstance(cause)) {
                return wanted.cast(cause);
            }
        }
        return null;
    }

    private static String words(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }
}
