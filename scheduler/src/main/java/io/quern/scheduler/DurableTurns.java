package io.quern.scheduler;

import io.quern.core.key.CodeHash;
import io.quern.core.runtime.Clock;
import io.quern.scheduler.lifecycle.Event;
import io.quern.scheduler.lifecycle.Instruction;
import io.quern.scheduler.lifecycle.SchedulerMachine;
import io.quern.scheduler.recovery.HeldBack;
import io.quern.scheduler.recovery.journal.JournalListener;
import io.quern.scheduler.recovery.storage.JournalException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives events to the state machine, and carries out what it instructs in an order in which nothing is promised
/// before the records behind it are durable; makes clients wait while the journal is too far behind. Owned by the
/// event loop.
///
/// One force of the disk serves all turns that came while the one before was under way.
final class DurableTurns {
    private static final Logger LOG = LoggerFactory.getLogger(DurableTurns.class);

    private static final int REPLAYED_AT_ONCE = 1_000;

    private final SchedulerMachine machine;
    private final @Nullable SchedulerJournal journal;
    private final Consumer<Instruction> performer;
    private final HeldBack<Instruction> promises = new HeldBack<>();
    private final ArrayDeque<PeerInput> withheld = new ArrayDeque<>();

    /// @param journal null where there is none: then nothing waits
    DurableTurns(SchedulerMachine machine, @Nullable SchedulerJournal journal, Consumer<Instruction> performer) {
        this.machine = machine;
        this.journal = journal;
        this.performer = performer;
    }

    /// Brings the machine to where the scheduler before it was, as far as that must outlive it.
    ///
    /// @param hasCode holds a code set for a job, where it is here
    /// @param loop gets what the journal's thread tells
    void recover(Predicate<CodeHash> hasCode, Clock clock, Predicate<PeerInput> loop) {
        if (journal == null) {
            throw new IllegalStateException("there is no journal to recover from");
        }
        List<Event> replayed = new ArrayList<>();
        journal.replay(
                content -> {
                    replayed.add(new Event.Replayed(content, clock.nanoTime()));
                    if (replayed.size() == REPLAYED_AT_ONCE) {
                        replay(replayed);
                    }
                },
                new JournalNews(loop));
        replay(replayed);
        Set<CodeHash> lost = new HashSet<>();
        for (CodeHash codeSet : machine.codeSets()) {
            if (!hasCode.test(codeSet)) {
                lost.add(codeSet);
            }
        }
        handle(List.of(new Event.Recovered(lost, journal.gatherFor().toNanos(), clock.nanoTime())));
    }

    /// What the machine wants done has been done, or is void, since then.
    private void replay(List<Event> events) {
        List<Instruction> _ = machine.handle(events);
        events.clear();
    }

    /// One turn of the machine.
    void handle(List<Event> turn) {
        follow(machine.handle(turn));
        if (journal != null) {
            journal.checkpointIfDue(machine::liveRecords);
        }
    }

    private void follow(List<Instruction> instructions) {
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.WriteRecord(var content) && journal != null) {
                promises.wrote(journal.append(content));
            } else if (!instruction.isPromise() || !promises.isKept(instruction)) {
                performer.accept(instruction);
            }
        }
    }

    /// Lets out what waited for records up to that sequence.
    ///
    /// @return whether all that was written is safe now
    boolean isAllDurable(long sequence) {
        promises.durable(sequence).forEach(performer);
        return promises.isAllDurable();
    }

    /// Keeps back what a client sent, with all that clients send after it, while there is no room in the journal.
    ///
    /// @return whether it is kept back
    boolean isWithheld(PeerInput input) {
        if (journal == null || (withheld.isEmpty() && journal.hasRoom())) {
            return false;
        }
        withheld.add(input);
        return true;
    }

    /// The next input that was kept back, null where none is, or there is still no room.
    @Nullable
    PeerInput nextWithheld() {
        return journal != null && !withheld.isEmpty() && journal.hasRoom() ? withheld.poll() : null;
    }

    /// What the journal's thread tells, as inputs of the event loop. Where that has ended nobody is left to know.
    private record JournalNews(Predicate<PeerInput> loop) implements JournalListener {
        @Override
        public void durable(long sequence) {
            boolean _ = loop.test(new PeerInput.Durable(sequence));
        }

        @Override
        public void checkpointed() {
            LOG.debug("the journal goes on from a checkpoint");
        }

        @Override
        public void checkpointFailed(JournalException failure) {
            LOG.warn("the journal goes on without a checkpoint: {}", failure.getMessage());
        }

        @Override
        public void failed(JournalException failure) {
            boolean _ = loop.test(new PeerInput.JournalFailed(failure));
        }
    }
}
