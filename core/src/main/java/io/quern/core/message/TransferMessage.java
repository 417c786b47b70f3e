package io.quern.core.message;

import io.quern.core.graph.Payload;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.KeptOutput;

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
                TransferMessage.FetchOutput,
                TransferMessage.OutputKept,
                TransferMessage.OfferValues,
                CodeMessage {
    /// Asks for a result, or one of its parts. `request` is unique on the connection.
    ///
    /// @param part number of the part of [io.quern.core.task.Parts], or [#WHOLE]
    record FetchResult(long request, RunId result, int part, long creditBytes) implements TransferMessage {
        /// Stands for all of a result.
        public static final int WHOLE = -1;
    }

    /// Lets the holder send so many bytes more.
    record GrantCredit(long request, long creditBytes) implements TransferMessage {}

    /// The next bytes of an encoded result.
    record ResultChunk(long request, Payload bytes, boolean isLast) implements TransferMessage {}

    /// The holder does not have the result, or could not encode it; nothing more follows for this request.
    record ResultAbsent(long request, String reason) implements TransferMessage {}

    /// The fetcher wants no more of this request.
    record StopFetch(long request) implements TransferMessage {}

    /// Asks a worker for what the runs of a task have written there. Answered by [OutputKept].
    record FetchOutput(long request, TaskKey task) implements TransferMessage {}

    /// What is kept of the output that was asked for; bounded by its worker, so that it fits a frame.
    record OutputKept(long request, KeptOutput output) implements TransferMessage {}

    /// First message of a client on a connection by which it scatters: from here on the worker is the fetcher, and
    /// asks for what the scheduler told it to copy from that client. Nothing is sent that was not asked for.
    ///
    /// @param source data address of the client, [Holder#OFFERED] and its session
    record OfferValues(String source) implements TransferMessage {}
}
