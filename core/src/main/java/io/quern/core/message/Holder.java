package io.quern.core.message;

import io.quern.core.key.WorkerId;

/// A worker that holds a result, and where its data connection listens.
public record Holder(WorkerId worker, String dataAddress) {}
