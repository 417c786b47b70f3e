package io.quern.core.message;

import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;

/// Moves the code of programs on a data connection to the scheduler. Blobs are always pulled, a piece at a time:
/// from the client by the scheduler, after an offer, and from the scheduler by workers. So whoever stores them
/// decides the pace, and what is under way is bounded by what was asked for.
///
///     client                       scheduler                    worker
///       OfferCode(manifest)     ─▶
///                               ◀─  ReadBlob
///       BlobPiece | BlobAbsent  ─▶
///                               ◀─  CodeStored | CodeRefused
///                                                            ◀─  ReadBlob
///                                   BlobPiece | BlobAbsent   ─▶
public sealed interface CodeMessage extends TransferMessage {
    /// A client has this code set; the scheduler asks for the blobs that it lacks and then keeps the set for as
    /// long as the connection is open.
    ///
    /// @param manifest names the blobs; its own hash is the hash of the code set
    record OfferCode(long request, Payload manifest) implements CodeMessage {}

    /// All blobs of the offer are stored: jobs may name the code set.
    record CodeStored(long request) implements CodeMessage {}

    /// The offer is not taken; the reason names the limit or the damage, and the remedy.
    record CodeRefused(long request, String reason) implements CodeMessage {}

    /// Asks for a piece of a blob. `request` is unique among what this side asked for on the connection.
    record ReadBlob(long request, CodeHash blob, long offset, int lengthBytes) implements CodeMessage {}

    /// The piece; shorter than asked for only at the end of the blob.
    record BlobPiece(long request, Payload bytes) implements CodeMessage {}

    /// The blob is not there, or cannot be read.
    record BlobAbsent(long request, String reason) implements CodeMessage {}
}
