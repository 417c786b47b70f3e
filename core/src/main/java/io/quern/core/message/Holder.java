package io.quern.core.message;

import io.quern.core.key.JobId;
import io.quern.core.key.WorkerId;

/// A worker that holds a result, and where its data connection listens; or a client that has a value which it
/// scatters, and opens the connection for it itself.
public record Holder(WorkerId worker, String dataAddress) {
    /// What data addresses of clients begin with.
    public static final String OFFERED = "offered:";

    /// In place of the worker where a client is the holder; no worker has it.
    public static final WorkerId CLIENT = new WorkerId(0);

    /// The client of a session.
    public static Holder client(JobId session) {
        return new Holder(CLIENT, OFFERED + session);
    }
}
