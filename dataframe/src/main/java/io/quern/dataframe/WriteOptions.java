package io.quern.dataframe;

/// How an output is written.
///
/// @param isOverwriting whether an existing output is replaced once the new one is complete; else it is refused
///     before any work
public record WriteOptions(boolean isOverwriting) {
    /// An existing output is refused.
    public static final WriteOptions DEFAULT = new WriteOptions(false);

    /// An existing output is replaced.
    public static WriteOptions overwriting() {
        return new WriteOptions(true);
    }
}
