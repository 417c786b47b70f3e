package io.quern.dataframe.parquet.source;

import java.io.IOException;

/// A file that can be read at any position. Other storage than local files is another implementation.
public interface ByteSource extends AutoCloseable {
    /// What errors call it: a path or a URI.
    String name();

    long sizeBytes() throws IOException;

    /// Reads exactly so many bytes.
    ///
    /// @throws java.io.EOFException if the file ends before
    void read(long position, byte[] target, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
