package io.quern.core.transport;

import java.io.IOException;
import java.io.OutputStream;

/// A result as its codecs have written it, at hand somewhere else than in memory.
@FunctionalInterface
public interface EncodedResult {
    /// Writes it, in pieces.
    ///
    /// @throws IOException where it cannot be read, also after some of it was written: what was written is void
    ///     then
    void writeTo(OutputStream out) throws IOException;
}
