package io.quern.core.config;

import io.quern.core.error.QuernException;
import java.time.Duration;

/// How patient connections are.
///
/// @param connectFor how long a connection is tried
/// @param handshakeMax how long a peer may take to prove itself
/// @param pingEvery silence after which a ping is sent
/// @param silenceMax silence after which a peer counts as lost
/// @param creditBytes what of one result may be on its way
/// @param connectionsMax connections of peers that a process has at a time
public record TransportSettings(
        Duration connectFor,
        Duration handshakeMax,
        Duration pingEvery,
        Duration silenceMax,
        long creditBytes,
        int connectionsMax) {
    public TransportSettings {
        if (pingEvery.compareTo(silenceMax) >= 0) {
            throw QuernException.user("transport.ping-every " + pingEvery + " must be less than transport.silence-max "
                    + silenceMax + "; make pings at least twice as frequent");
        }
    }

    public static TransportSettings from(Configuration configuration) {
        return new TransportSettings(
                configuration.get(Settings.CONNECT_FOR),
                configuration.get(Settings.HANDSHAKE_MAX),
                configuration.get(Settings.PING_EVERY),
                configuration.get(Settings.SILENCE_MAX),
                configuration.get(Settings.CREDIT),
                configuration.get(Settings.CONNECTIONS_MAX));
    }
}
