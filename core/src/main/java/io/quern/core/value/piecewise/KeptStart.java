package io.quern.core.value.piecewise;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Keeps what is written as long as that is short, and nothing once it is not.
public final class KeptStart extends OutputStream {
    private final int limit;

    /// Null once more was written than is kept.
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();

    public KeptStart(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        ByteArrayOutputStream before = kept;
        if (before != null) {
            if (before.size() + length > limit) {
                kept = null;
            } else {
                before.write(bytes, offset, length);
            }
        }
    }

    /// @return false where not all of it was kept, and nothing is written
    public boolean writeWhole(OutputStream out) throws IOException {
        ByteArrayOutputStream whole = kept;
        if (whole == null) {
            return false;
        }
        whole.writeTo(out);
        return true;
    }
}
