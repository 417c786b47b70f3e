package io.quern.core.transport;

/// Receives the outcome of one fetch.
public interface FetchSink {
    void fetched(HeldResult result);

    /// The holder answered that it does not have the result, or could not encode it.
    void absent(String reason);

    /// The holder could not be reached, or the connection broke.
    void unreachable(String reason);
}
