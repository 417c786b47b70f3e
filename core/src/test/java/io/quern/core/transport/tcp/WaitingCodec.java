package io.quern.core.transport.tcp;

import io.quern.core.value.ValueCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Encodes texts and lists: `[slow]` waits until that is allowed, `broken` fails, `long` makes a megabyte of it.
///
/// @param allowed ends the waits
record WaitingCodec(CountDownLatch allowed) implements ValueCodec {
    @Override
    public int id() {
        return 98;
    }

    @Override
    public boolean accepts(Object value) {
        return value instanceof List || value instanceof String;
    }

    @Override
    public long sizeBytes(Object value) {
        return value.toString().length();
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        switch (value.toString()) {
            case "[slow]" -> {
                try {
                    allowed.await();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
                out.write(1);
            }
            case "broken" -> throw new IllegalStateException("this text is broken");
            case "long" -> out.write(new byte[1024 * 1024]);
            default -> out.write(1);
        }
    }

    @Override
    public Object decode(InputStream in) throws IOException {
        return in.read();
    }
}
