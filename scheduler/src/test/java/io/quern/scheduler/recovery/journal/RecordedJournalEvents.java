package io.quern.scheduler.recovery.journal;

import io.quern.scheduler.recovery.storage.JournalException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Notes what a journal tells, lets tests wait for it, and can keep the journal's thread busy.
final class RecordedJournalEvents implements JournalListener {
    private long durable;
    private int checkpoints;
    private final List<JournalException> checkpointFailures = new ArrayList<>();
    private final List<JournalException> failures = new ArrayList<>();
    private boolean isToHold;
    private boolean isHeld;

    /// Keeps the journal's thread in what it tells next, until [#letGo].
    synchronized void holdAtNextEvent() {
        isToHold = true;
    }

    synchronized void letGo() {
        isToHold = false;
        notifyAll();
    }

    synchronized void awaitHeld() throws InterruptedException {
        await(() -> isHeld);
    }

    synchronized void awaitDurable(long sequence) throws InterruptedException {
        await(() -> durable >= sequence);
    }

    synchronized void awaitCheckpoints(int count) throws InterruptedException {
        await(() -> checkpoints >= count);
    }

    synchronized JournalException awaitCheckpointFailure() throws InterruptedException {
        await(() -> !checkpointFailures.isEmpty());
        return checkpointFailures.getFirst();
    }

    synchronized JournalException awaitFailure() throws InterruptedException {
        while (failures.isEmpty()) {
            wait();
        }
        return failures.getFirst();
    }

    synchronized long durable() {
        return durable;
    }

    synchronized int checkpoints() {
        return checkpoints;
    }

    synchronized List<JournalException> failures() {
        return List.copyOf(failures);
    }

    /// Waits for what a failure would keep from ever coming.
    private void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (!failures.isEmpty()) {
                throw new AssertionError("the journal failed", failures.getFirst());
            }
            wait();
        }
    }

    private void hold() {
        isHeld = isToHold;
        notifyAll();
        boolean wasInterrupted = false;
        while (isToHold) {
            try {
                wait();
            } catch (InterruptedException _) {
                wasInterrupted = true;
            }
        }
        isHeld = false;
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void durable(long sequence) {
        if (sequence <= durable || !failures.isEmpty()) {
            throw new AssertionError(sequence + " is durable after " + durable + " and " + failures);
        }
        durable = sequence;
        hold();
    }

    @Override
    public synchronized void checkpointed() {
        checkpoints++;
        hold();
    }

    @Override
    public synchronized void checkpointFailed(JournalException failure) {
        checkpointFailures.add(failure);
        notifyAll();
    }

    @Override
    public synchronized void failed(JournalException failure) {
        failures.add(failure);
        notifyAll();
    }
}
