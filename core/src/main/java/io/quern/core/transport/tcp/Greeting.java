package io.quern.core.transport.tcp;

import io.netty.channel.Channel;
import io.quern.core.access.Credentials;
import io.quern.core.message.HandshakeMessage.Version;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.tcp.admission.FrameDecoder;
import io.quern.core.transport.tcp.admission.Handshake;
import io.quern.core.transport.tcp.admission.HandshakeHandler;
import io.quern.core.wire.Protocol;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/// What one process says about itself in every handshake, and how long it takes for one.
///
/// @param ownName what peers see as its name
record Greeting(
        String ownName,
        Credentials credentials,
        List<Version> versions,
        SecureRandom random,
        TcpSettings settings,
        Clock clock) {
    /// Puts the handlers of a handshake at the end of a channel's pipeline.
    void equip(Channel channel, boolean isOpener, Set<Role> roles, HandshakeHandler.Outcome outcome) {
        Handshake handshake = new Handshake(isOpener, roles, ownName, credentials.tokens(), versions, random);
        HandshakeHandler.Times times = new HandshakeHandler.Times(
                settings.handshakeMax(), settings.door().refusalPause());
        channel.pipeline()
                .addLast(FrameDecoder.NAME, new FrameDecoder(Protocol.HANDSHAKE_BYTES_MAX, clock))
                .addLast("handshake", new HandshakeHandler(handshake, isOpener, times, outcome));
    }
}
