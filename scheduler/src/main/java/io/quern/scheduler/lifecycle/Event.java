package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.WorkerMessage;

/// Something that happened, as the state machine learns of it.
public sealed interface Event {
    /// When the event loop took it in, on the clock that all events share; never earlier than the event before.
    long atNanos();

    /// A worker's stream was opened and its first message came; the id is new and larger than all before.
    record WorkerRegistered(WorkerId worker, WorkerMessage.RegisterWorker registration, long atNanos)
            implements Event {}

    /// A worker's stream is closed; nothing more comes from this incarnation.
    record WorkerLost(WorkerId worker, DeathReport report, long atNanos) implements Event {}

    /// A worker said something on its stream.
    record WorkerSpoke(WorkerId worker, WorkerMessage message, long atNanos) implements Event {}

    /// A client's stream was opened and its first message came; the id is new and larger than all before.
    record ClientRegistered(ClientId client, String name, JobId session, long atNanos) implements Event {}

    /// A client's stream is closed.
    record ClientLost(ClientId client, String reason, long atNanos) implements Event {}

    /// A client said something on its stream. The code set of a job that it submits is held for that job, until
    /// [Instruction.ReleaseCode].
    record ClientSpoke(ClientId client, ClientMessage message, long atNanos) implements Event {}

    /// A client asked for an object that programs share.
    record ClientAsked(ClientId client, CoordinationRequest request, long atNanos) implements Event {}

    /// The time of an [Instruction.SetTimer] has come.
    record TimePassed(long atNanos) implements Event {}
}
