package io.quern.core.transport;

import io.quern.core.key.RunId;
import java.util.Optional;

/// Looks results up for peers. Called by any thread.
@FunctionalInterface
public interface ResultProvider {
    /// The held result, or empty where it is not held (any more).
    Optional<HeldResult> lookUp(RunId result);
}
