package io.quern.worker.running;

import io.quern.core.graph.Payload;
import io.quern.core.value.ShortValues;
import io.quern.core.value.ValueCodecs;
import io.quern.core.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Which results go with the news that their runs have ended, so that a program that waits need not fetch them.
public enum ToldValues {
    /// None: results pass by reference.
    NONE,
    /// Those that take no more room than to tell where they are.
    SHORT;

    private static final int CHARS_MAX = Protocol.SHORT_VALUE_BYTES_MAX / 4;

    /// @return the value as its codec writes it, empty where it stays here
    Payload of(@Nullable Object value, ValueCodecs codecs) throws IOException {
        if (this == NONE || !ShortValues.isShort(value, CHARS_MAX)) {
            return Payload.EMPTY;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16);
        codecs.encode(value, bytes);
        return bytes.size() > Protocol.SHORT_VALUE_BYTES_MAX ? Payload.EMPTY : Payload.of(bytes.toByteArray());
    }
}
