/// How a connection comes to be one of two processes that trust each other: what strangers may take, TLS, frames
/// that are bounded from the first byte, the handshake. Used by the transport over TCP alone; handlers belong to
/// the thread of their channel.
@NullMarked
package io.quern.core.transport.tcp.admission;

import org.jspecify.annotations.NullMarked;
