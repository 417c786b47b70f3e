package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskBatch;
import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.recovery.JournalRecord;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

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
    ///
    /// @param isReturning whether the session was accepted before
    record ClientRegistered(ClientId client, String name, JobId session, boolean isReturning, long atNanos)
            implements Event {}

    /// A client's stream is closed.
    record ClientLost(ClientId client, String reason, long atNanos) implements Event {}

    /// A client said something on its stream. The code set of a job, or of a batch of tasks, that it submits is
    /// held for that, until [Instruction.ReleaseCode].
    record ClientSpoke(ClientId client, ClientMessage message, long atNanos) implements Event {}

    /// A client submitted a batch of tasks whose code set is not here, so none is held.
    record BatchWithoutCode(ClientId client, TaskBatch batch, long atNanos) implements Event {}

    /// A client asked for an object that programs share.
    record ClientAsked(ClientId client, CoordinationRequest request, long atNanos) implements Event {}

    /// A record of the journal, from a life of the scheduler before this one. Comes before anything else.
    record Replayed(JournalRecord content, long atNanos) implements Event {}

    /// All records have been replayed: the scheduler's life begins. Comes once, where there is a journal.
    ///
    /// @param gatherNanos how long workers may offer results, from when the first has come
    /// @param lostCode code sets of replayed jobs that are not here any more; those jobs fail
    record Recovered(Set<CodeHash> lostCode, long gatherNanos, long atNanos) implements Event {
        public Recovered {
            lostCode = Collections.unmodifiableSet(new LinkedHashSet<>(lostCode));
        }
    }

    /// The time of an [Instruction.SetTimer] has come.
    record TimePassed(long atNanos) implements Event {}
}
