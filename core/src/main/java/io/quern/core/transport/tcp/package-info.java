/// Streams between processes over TCP, with TLS off this machine, on Netty. Frames are a length of 4 bytes,
/// big-endian, and a message ([io.quern.core.wire]); nothing but the handshake is read before both sides have
/// proved that they have the token of the role, and what a peer may take before that is bounded in bytes, time
/// and number.
///
/// Listeners are called by network threads: what they do must not block, except that waiting for room in an event
/// loop's queue is how a peer is slowed down. Sinks of fetches are called on virtual threads.
@NullMarked
package io.quern.core.transport.tcp;

import org.jspecify.annotations.NullMarked;
