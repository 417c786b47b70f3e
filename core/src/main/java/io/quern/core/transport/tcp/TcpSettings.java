package io.quern.core.transport.tcp;

import io.quern.core.config.DoorLimits;
import io.quern.core.config.TransportSettings;
import java.time.Duration;

/// How patient a transport is, and how much it keeps under way.
///
/// @param connectFor how long opening a stream is tried before it fails
/// @param handshakeMax from an open connection to a welcome, TLS included, at most
/// @param pingEvery silence after which a ping is sent
/// @param silenceMax silence after which a peer counts as lost
/// @param stalledMax how long a peer may leave its socket unread, or a frame unfinished, before it is disconnected
/// @param creditBytes what a holder may send of one result before the fetcher has consumed it
/// @param threads network threads
/// @param door what strangers may take
/// @param isPlainAllowed whether addresses off this machine may do without TLS: for networks where nobody else is
public record TcpSettings(
        Duration connectFor,
        Duration handshakeMax,
        Duration pingEvery,
        Duration silenceMax,
        Duration stalledMax,
        long creditBytes,
        int threads,
        DoorLimits door,
        boolean isPlainAllowed) {
    public static final TcpSettings DEFAULT = new TcpSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            4 * 1024 * 1024,
            2,
            DoorLimits.DEFAULT,
            false);

    public TcpSettings {
        if (creditBytes < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "credit and threads must be at least 1: " + creditBytes + " bytes, " + threads + " threads");
        }
        if (pingEvery.compareTo(silenceMax) >= 0) {
            throw new IllegalArgumentException("pings every " + pingEvery + " are too rare for a silence of at most "
                    + silenceMax + "; make them at least twice as frequent");
        }
    }

    /// The defaults, with what was configured.
    public static TcpSettings of(TransportSettings configured) {
        return new TcpSettings(
                configured.connectFor(),
                configured.handshakeMax(),
                configured.pingEvery(),
                configured.silenceMax(),
                DEFAULT.stalledMax,
                configured.creditBytes(),
                DEFAULT.threads,
                DEFAULT.door.withOpenMax(configured.connectionsMax()),
                false);
    }

    public TcpSettings withConnectFor(Duration value) {
        return new TcpSettings(
                value, handshakeMax, pingEvery, silenceMax, stalledMax, creditBytes, threads, door, isPlainAllowed);
    }

    public TcpSettings withHandshakeMax(Duration value) {
        return new TcpSettings(
                connectFor, value, pingEvery, silenceMax, stalledMax, creditBytes, threads, door, isPlainAllowed);
    }

    /// Pings must come before silence ends.
    public TcpSettings withSilence(Duration newPingEvery, Duration newSilenceMax) {
        return new TcpSettings(
                connectFor,
                handshakeMax,
                newPingEvery,
                newSilenceMax,
                stalledMax,
                creditBytes,
                threads,
                door,
                isPlainAllowed);
    }

    public TcpSettings withStalledMax(Duration value) {
        return new TcpSettings(
                connectFor, handshakeMax, pingEvery, silenceMax, value, creditBytes, threads, door, isPlainAllowed);
    }

    public TcpSettings withDoor(DoorLimits value) {
        return new TcpSettings(
                connectFor,
                handshakeMax,
                pingEvery,
                silenceMax,
                stalledMax,
                creditBytes,
                threads,
                value,
                isPlainAllowed);
    }

    public TcpSettings withPlainAllowed(boolean value) {
        return new TcpSettings(
                connectFor, handshakeMax, pingEvery, silenceMax, stalledMax, creditBytes, threads, door, value);
    }
}
