package io.quern.core.message;

import io.quern.core.key.RunId;
import java.util.List;

/// A result and the workers that hold it.
///
/// @param result the run that made it
/// @param sizeBytes its size in memory, as its worker measured it
/// @param holders at least one
public record ResultLocation(RunId result, long sizeBytes, List<Holder> holders) {
    public ResultLocation {
        holders = List.copyOf(holders);
        if (holders.isEmpty()) {
            throw new IllegalArgumentException("result " + result + " has no holder");
        }
    }
}
