package io.quern.core.code;

import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import java.io.IOException;

/// Whoever has blobs. Called by threads that may block.
@FunctionalInterface
public interface BlobSource {
    /// A piece of a blob.
    ///
    /// @param lengthMax bytes wanted
    /// @return fewer bytes only where the blob ends
    /// @throws IOException where the blob is not there or cannot be read: says which and why
    Payload read(CodeHash blob, long offset, int lengthMax) throws IOException;
}
