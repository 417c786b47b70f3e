package io.quern.client.coordination;

import io.quern.core.message.CoordinationAnswer;

/// An answer, and the stream that brought it: what was granted on a stream ends with it.
///
/// @param stream larger for each later stream of the client
public record CoordinationReply(CoordinationAnswer answer, long stream) {}
