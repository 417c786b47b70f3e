package io.quern.dataframe.arrow;

import java.io.IOException;

/// Bytes that are not the Arrow stream they should be.
final class DamagedStreamException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedStreamException(String what) {
        super("not a readable Arrow stream: " + what);
    }
}
