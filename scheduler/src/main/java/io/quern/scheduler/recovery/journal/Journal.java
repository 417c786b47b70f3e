package io.quern.scheduler.recovery.journal;

import io.quern.core.runtime.Clock;
import io.quern.core.runtime.EventLoop;
import io.quern.core.wire.Protocol;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.RecordSize;
import io.quern.scheduler.recovery.storage.JournalException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A journal that one event loop appends to and that never keeps it waiting.
///
/// Appended records wait for the journal's thread, which takes all that wait, writes them as one batch, forces it
/// to the disk and says up to which sequence all is durable; meanwhile the next batch gathers. So the slower the
/// disk, the more records share a force. Whoever was promised that something is safe must be answered only after
/// that.
///
/// **Back-pressure.** Records wait in memory, 256 MiB of them at most, by what they will take on disk. The owner
/// asks [#hasRoom] before it takes in anything large, such as a submission, and refuses or withholds it where
/// there is none. What follows from work already taken, such as the end of a job, is always appended; where even
/// that grows to twice the bound the disk is taken for dead, and the journal fails.
///
/// **Failure.** The first failure to write is told to the listener, and everything after it is refused. The
/// scheduler has to stop: its state is ahead of what can be made durable.
///
/// [#append], [#checkpoint] and [#hasRoom] are for one thread, the owner's; the rest is thread-safe.
public final class Journal implements AutoCloseable {
    /// Bytes that may wait before there is no room.
    public static final long WAITING_BYTES_MAX = 256L * 1024 * 1024;

    /// Bytes that are forced at once.
    private static final long BATCH_BYTES_MAX = 32L * 1024 * 1024;

    private static final int COMMANDS_AT_ONCE = 16_384;

    private final JournalWriter writer;
    private final JournalListener listener;
    private final EventLoop<JournalCommand> loop;
    private final AtomicLong waitingBytes = new AtomicLong();
    /// Owned by the appending thread.
    private long nextSequence;
    private final AtomicReference<@Nullable JournalException> failure = new AtomicReference<>();
    private final AtomicBoolean hasCheckpoint = new AtomicBoolean();
    /// Written by the journal's thread.
    private volatile boolean isCheckpointDue;

    Journal(JournalWriter writer, Clock clock, JournalListener listener) {
        this.writer = writer;
        this.listener = listener;
        this.nextSequence = writer.nextSequence();
        this.isCheckpointDue = writer.isCheckpointDue();
        this.loop = new EventLoop<>(
                "quern-journal", Integer.MAX_VALUE, COMMANDS_AT_ONCE, clock, this::handle, this::failedOddly);
        loop.start();
    }

    /// The epoch that the opening of this journal took.
    public long epoch() {
        return writer.epoch();
    }

    public UUID cluster() {
        return writer.cluster();
    }

    /// Whether a submission may be taken in.
    public boolean hasRoom() {
        return failure.get() == null && waitingBytes.get() < WAITING_BYTES_MAX;
    }

    /// Appends a record, which must not change any more. Returns at once.
    ///
    /// @return its sequence; the listener says when it is durable
    /// @throws JournalException where the journal has failed, or is closed
    public long append(JournalRecord record) {
        checkUsable();
        long bytes = RecordFrame.BYTES + RecordSize.estimateBytes(record);
        if (waitingBytes.addAndGet(bytes) > 2 * WAITING_BYTES_MAX + Protocol.RECORD_BYTES_MAX) {
            JournalException stuck = new JournalException("the journal is " + waitingBytes.get()
                    + " bytes behind, and its limit is " + 2 * WAITING_BYTES_MAX
                    + ": its disk is too slow or does not answer; see to it, and start the scheduler anew");
            failure.compareAndSet(null, stuck);
            throw stuck;
        }
        if (!loop.post(new JournalCommand.Append(nextSequence, record, bytes))) {
            throw new JournalException("the journal is closed; nothing more is taken");
        }
        return nextSequence++;
    }

    /// Whether so much has been appended since the last checkpoint that another one would pay.
    public boolean isCheckpointDue() {
        return isCheckpointDue && !hasCheckpoint.get();
    }

    /// Replaces all records so far by fewer ones.
    ///
    /// @param live records that make the state in which all those appended so far end; read on the journal's thread
    ///     until the listener hears of the checkpoint, so they and what they are read from must not change
    /// @throws IllegalStateException where a checkpoint is under way
    /// @throws JournalException where the journal has failed, or is closed
    public void checkpoint(Iterator<JournalRecord> live) {
        checkUsable();
        if (!hasCheckpoint.compareAndSet(false, true)) {
            throw new IllegalStateException("a checkpoint is under way");
        }
        if (!loop.post(new JournalCommand.BeginCheckpoint(live))) {
            throw new JournalException("the journal is closed; nothing more is taken");
        }
    }

    /// What made the journal fail, if it did.
    public Optional<JournalException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /// Writes what waits, ends the log, and ends the thread. A checkpoint that is under way is given up.
    ///
    /// @throws JournalException where the end could not be written
    @Override
    public void close() {
        loop.close();
        writer.close();
    }

    private void handle(List<JournalCommand> commands) {
        List<JournalRecord> batch = new ArrayList<>();
        long bytes = 0;
        long last = 0;
        for (JournalCommand command : commands) {
            if (failure.get() != null) {
                return;
            }
            switch (command) {
                case JournalCommand.Append append -> {
                    batch.add(append.journalRecord());
                    bytes += append.bytes();
                    last = append.sequence();
                    if (bytes >= BATCH_BYTES_MAX) {
                        write(batch, bytes, last);
                        batch = new ArrayList<>();
                        bytes = 0;
                    }
                }
                case JournalCommand.BeginCheckpoint(Iterator<JournalRecord> live) -> {
                    write(batch, bytes, last);
                    batch = new ArrayList<>();
                    bytes = 0;
                    beginCheckpoint(live);
                }
                case JournalCommand.ContinueCheckpoint _ -> continueCheckpoint();
            }
        }
        write(batch, bytes, last);
    }

    private void write(List<JournalRecord> batch, long bytes, long last) {
        if (batch.isEmpty() || failure.get() != null) {
            return;
        }
        try {
            writer.append(batch);
        } catch (JournalException e) {
            failed(e);
            return;
        }
        waitingBytes.addAndGet(-bytes);
        isCheckpointDue = writer.isCheckpointDue();
        listener.durable(last);
    }

    private void beginCheckpoint(Iterator<JournalRecord> live) {
        if (failure.get() != null) {
            return;
        }
        try {
            writer.beginCheckpoint(live);
            proceed();
        } catch (JournalException e) {
            failed(e);
        }
    }

    private void continueCheckpoint() {
        boolean isMore = false;
        try {
            isMore = writer.continueCheckpoint();
            if (!isMore) {
                endCheckpoint();
                listener.checkpointed();
            }
        } catch (JournalException e) {
            endCheckpoint();
            listener.checkpointFailed(e);
        }
        if (isMore) {
            proceed();
        }
    }

    private void proceed() {
        // Where the journal is closed meanwhile, the checkpoint is given up.
        boolean _ = loop.post(new JournalCommand.ContinueCheckpoint());
    }

    private void endCheckpoint() {
        isCheckpointDue = writer.isCheckpointDue();
        hasCheckpoint.set(false);
    }

    /// For what is no failure of the disk: a record that cannot be encoded, a live record that cannot be had.
    private void failedOddly(Throwable thrown) {
        failed(new JournalException("the journal stops at a defect: " + thrown + "; nothing more is taken", thrown));
    }

    private void failed(JournalException thrown) {
        if (failure.compareAndSet(null, thrown)) {
            listener.failed(thrown);
        }
    }

    private void checkUsable() {
        JournalException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }
}
