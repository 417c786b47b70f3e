package io.quern.client.link;

import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;

/// Where a client finds its scheduler, and as what it comes.
///
/// @param transport carries the connection; stays with whoever made it
/// @param role [Role#CLIENT], or [Role#VIEWER], which may ask and is refused all that changes something
public record SchedulerAccess(Transport transport, String address, Role role) {
    public SchedulerAccess {
        switch (role) {
            case CLIENT, VIEWER -> {
                // What programs may be.
            }
            case WORKER, TRANSFER ->
                throw new IllegalArgumentException("a program is a client or a viewer, not a " + role);
        }
    }

    /// Opens a stream and waits until both sides have proved themselves.
    ///
    /// @throws io.quern.core.error.QuernException NETWORK where no scheduler answers; USER where it refuses
    Connection connect(ConnectionListener listener) {
        return transport.connect(address, role, listener);
    }
}
