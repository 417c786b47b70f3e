package io.quern.worker.code;

import io.quern.core.code.BlobStore;
import io.quern.core.code.CodeSet;
import io.quern.core.key.CodeHash;

/// Where code comes from that a worker lacks.
@FunctionalInterface
public interface CodeSupply {
    /// Brings a code set into a store, which holds its jars from then on. Waits for the network.
    ///
    /// @throws io.quern.core.error.QuernException where it cannot be had, or arrived damaged
    CodeSet bring(CodeHash set, BlobStore store) throws InterruptedException;
}
