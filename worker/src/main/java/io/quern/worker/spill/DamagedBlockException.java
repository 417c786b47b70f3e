package io.quern.worker.spill;

import java.io.IOException;
import java.nio.file.Path;

/// A block on the disk is not what was written there. Its message names file, position, expected and found.
public final class DamagedBlockException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedBlockException(Path file, long position, String what, String expected, String found) {
        super("the block at " + position + " of " + file + " (" + what + ") is damaged: expected " + expected
                + ", found " + found);
    }
}
