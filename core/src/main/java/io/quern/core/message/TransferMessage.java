package io.quern.core.message;

import io.quern.core.graph.Payload;
import io.quern.core.key.RunId;

/// Bulk data between the holder of a result and whoever fetches it, on a connection of its own.
///
/// The fetcher grants credit; the holder sends chunks as far as the credit goes, so a slow reader never makes the
/// holder buffer more than that.
public sealed interface TransferMessage extends Message
        permits TransferMessage.FetchResult,
                TransferMessage.GrantCredit,
                TransferMessage.ResultChunk,
                TransferMessage.ResultAbsent,
                TransferMessage.StopFetch,
                CodeMessage {
    /// Asks for a result. `request` is unique on the connection.
    record FetchResult(long request, RunId result, long creditBytes) implements TransferMessage {}

    /// Lets the holder send so many bytes more.
    record GrantCredit(long request, long creditBytes) implements TransferMessage {}

    /// The next bytes of an encoded result.
    record ResultChunk(long request, Payload bytes, boolean isLast) implements TransferMessage {}

    /// The holder does not have the result, or could not encode it; nothing more follows for this request.
    record ResultAbsent(long request, String reason) implements TransferMessage {}

    /// The fetcher wants no more of this request.
    record StopFetch(long request) implements TransferMessage {}
}
