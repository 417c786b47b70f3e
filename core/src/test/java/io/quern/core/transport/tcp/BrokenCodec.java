package io.quern.core.transport.tcp;

import io.quern.core.value.ValueCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Meets with a class that cannot be linked, as a codec of a jar that is half there does.
record BrokenCodec(boolean isWriterBroken) implements ValueCodec {
    @Override
    public int id() {
        return 99;
    }

    @Override
    public boolean accepts(Object value) {
        return value instanceof StringBuilder;
    }

    @Override
    public long sizeBytes(Object value) {
        return 0;
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        if (isWriterBroken) {
            throw new NoClassDefFoundError("no class to write it with");
        }
        out.write(1);
    }

    @Override
    public Object decode(InputStream in) {
        throw new NoClassDefFoundError("no class to read it with");
    }
}
