package io.quern.core.current;

import io.quern.core.transport.Transport;

/// The way from a worker to its scheduler, for clients that tasks open. The transport is the worker's: it is
/// not closed by those who are handed it, and its streams carry the worker's credentials.
///
/// @param schedulerAddress as the worker itself reached it
public record ClusterLink(Transport transport, String schedulerAddress) {}
