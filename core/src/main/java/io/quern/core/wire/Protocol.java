package io.quern.core.wire;

/// Numbers that both sides of a connection must agree on.
public final class Protocol {
    /// Version of the layout of all messages, as of the last release, or of the first one where there is none yet.
    /// Peers with different ones refuse each other.
    public static final int VERSION = 1;

    /// Largest frame before the peer has proved itself.
    public static final int HANDSHAKE_BYTES_MAX = 4 * 1024;

    /// Largest frame of a control stream. Only the submission of a job comes near it: it holds the functions and
    /// arguments of all its stages.
    public static final int CONTROL_BYTES_MAX = 64 * 1024 * 1024;

    /// Largest record that stands outside messages: what the largest message holds, and who sent it.
    public static final int RECORD_BYTES_MAX = CONTROL_BYTES_MAX + 64 * 1024;

    /// Largest frame of a data connection.
    public static final int TRANSFER_BYTES_MAX = 4 * 1024 * 1024;

    /// What one piece of a result holds.
    public static final int CHUNK_BYTES = 256 * 1024;

    /// What the value of a result may take where it is told with the end of its run. Where a result is, takes as much.
    public static final int SHORT_VALUE_BYTES_MAX = 128;

    private Protocol() {}
}
