package io.quern.client.shipping;

import io.quern.core.key.CodeHash;
import java.util.Collection;

/// How the code of what a client submits comes to the workers. Thread-safe.
public interface TravellingCode extends AutoCloseable {
    /// Sees to it that the scheduler has the code of functions and values. Waits for what has to travel, so it must
    /// not be called by a listener of the transport.
    ///
    /// @param classes those whose instances they are
    /// @return what is to be named with them
    /// @throws io.quern.core.error.QuernException USER or RESOURCES where the code cannot be sent or is refused;
    ///     NETWORK where the scheduler is lost
    CodeHash ship(Collection<Class<?>> classes);

    /// Sees to it that the scheduler has code that was shipped before. Costs next to nothing where it does.
    ///
    /// @throws io.quern.core.error.QuernException as [#ship] does
    void ensure(CodeHash shipped);

    /// Whether anything was shipped, which another scheduler at the address may not have.
    boolean hasShipped();

    /// Ships everything again that was shipped before: the scheduler may have lost it.
    ///
    /// @throws io.quern.core.error.QuernException as [#ship] does
    void shipAgain();

    @Override
    void close();
}
