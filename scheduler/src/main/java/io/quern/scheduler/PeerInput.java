package io.quern.scheduler;

import io.quern.core.message.Message;
import io.quern.scheduler.recovery.storage.JournalException;

/// What the scheduler's event loop is given.
sealed interface PeerInput {
    /// A peer said something.
    record Received(Peer peer, Message message) implements PeerInput {}

    /// A peer's stream is closed.
    record Closed(Peer peer, String reason) implements PeerInput {}

    /// A timer of the state machine is due.
    record TimerDue() implements PeerInput {}

    /// The journal, where there is one, is to be replayed. Comes first.
    record Recover() implements PeerInput {}

    /// All records up to this sequence are durable.
    record Durable(long sequence) implements PeerInput {}

    /// Nothing more will be durable.
    record JournalFailed(JournalException failure) implements PeerInput {}

    /// The server is being closed.
    record ShutDown(String reason) implements PeerInput {}
}
