package io.quern.core.message;

/// Keeps a stream alive and shows that its peer's event loop turns. Sent by either side when it has nothing else to
/// say.
public record Ping() implements Message {}
