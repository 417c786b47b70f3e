package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Message;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.recovery.JournalRecord;
import java.util.List;

/// Something the state machine wants done. Instructions of one event are carried out in their order.
///
/// Where there is a journal, [TellClient], [DisconnectClient], [GrantCommit] and [ReleaseCode] wait until all
/// records that were written up to them are durable, among themselves in their order. The others do not wait:
/// what workers do for a scheduler that forgets it is done again, and that is right.
public sealed interface Instruction {
    /// Appends a record to the journal. Comes only from a machine that was told that there is one.
    record WriteRecord(JournalRecord content) implements Instruction {}

    /// Tells a worker that a run may publish its output.
    record GrantCommit(WorkerId worker, RunId run) implements Instruction {}

    /// Sends messages on a worker's stream, in this order.
    record TellWorker(WorkerId worker, List<WorkerInstruction> messages) implements Instruction {
        public TellWorker {
            messages = List.copyOf(messages);
        }
    }

    /// Sends messages on a client's stream, in this order.
    record TellClient(ClientId client, List<Message> messages) implements Instruction {
        public TellClient {
            messages = List.copyOf(messages);
        }
    }

    /// Closes a worker's stream: the machine has forgotten this incarnation. No [Event.WorkerLost] is needed.
    record DisconnectWorker(WorkerId worker, String reason) implements Instruction {}

    /// Closes a client's stream: another one of the same session has taken its place. No [Event.ClientLost] is
    /// needed.
    record DisconnectClient(ClientId client, String reason) implements Instruction {}

    /// The code set that was held for a submitted job, or batch of tasks, is needed for it no more: that was
    /// refused, was known already, or is forgotten.
    record ReleaseCode(CodeHash codeSet) implements Instruction {}

    /// Brings [Event.TimePassed] at this time or a little later. Several may be under way.
    record SetTimer(long atNanos) implements Instruction {}

    /// Writes a line to the operators' log.
    record Note(boolean isWarning, String text) implements Instruction {}

    /// Whether it must wait until the records that were written up to it are durable.
    default boolean isPromise() {
        return switch (this) {
            case TellClient _, DisconnectClient _, GrantCommit _, ReleaseCode _ -> true;
            case WriteRecord _, TellWorker _, DisconnectWorker _, SetTimer _, Note _, NoteTask _ -> false;
        };
    }

    /// Writes a line to the log of tasks.
    ///
    /// @param what `started`, `finished`, `failed` …
    record NoteTask(RunId run, String stageName, String worker, String what) implements Instruction {}
}
