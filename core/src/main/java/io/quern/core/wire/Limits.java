package io.quern.core.wire;

/// Largest elements of a message.
final class Limits {
    /// Names, addresses, versions.
    static final int NAME_BYTES_MAX = 8 * 1024;

    /// Text for people: failures, reasons.
    static final int TEXT_BYTES_MAX = 256 * 1024;

    /// Elements of a list.
    static final int COUNT_MAX = 16 * 1024 * 1024;

    private Limits() {}
}
