package io.quern.core.value;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// Encodes one kind of result for the network and the disk. Found by [java.util.ServiceLoader], because neither
/// worker nor client may know `dataframe`, whose batches are the main kind. Thread-safe.
public interface ValueCodec {
    /// Stands in front of the encoded bytes; unique among codecs and never reused. 0 to 15 are the framework's.
    int id();

    /// Whether this codec is for that value.
    boolean accepts(Object value);

    /// Bytes that the value holds in memory, exact where it is arrays, else a fair estimate.
    long sizeBytes(Object value);

    /// Bytes that such values hold in memory together, where they are held at the same time: what they share counts
    /// once, if the codec knows of it.
    default long sizeBytesTogether(List<?> values) {
        return values.stream().mapToLong(this::sizeBytes).sum();
    }

    /// Writes the value; does not close the stream.
    void encode(Object value, OutputStream out) throws IOException;

    /// Reads what [#encode] wrote, and no more; does not close the stream.
    ///
    /// @throws IOException if the bytes are cut short or are not of this codec; names what is wrong
    Object decode(InputStream in) throws IOException;
}
