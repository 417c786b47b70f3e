package io.quern.core.task;

/// One line that a task wrote.
///
/// @param wallMillis when its end was written, as the worker's clock says
/// @param text without its line end; a line that is too long comes in pieces
public record OutputLine(OutputSource source, long wallMillis, String text) {}
