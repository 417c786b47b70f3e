package io.quern.worker.running;

import io.quern.core.key.RunId;
import io.quern.core.runtime.Clock;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.RunBlocked;
import io.quern.worker.execution.ExecutionEvent.RunUnblocked;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The slot of one run, as its threads see it: given up while one of them waits for other tasks, asked back by the
/// last that waited. The worker's machine says when it may have one again, [SlotThreads] gives it.
///
/// What the machine is told alternates, [RunBlocked] and [RunUnblocked], and ends before the run's end is told.
/// Reports may wait for room in the queue of the event loop, which takes the other lock; so they are made
/// outside of that, in the order of their own.
final class SlotUse {
    private enum Slot {
        HELD,
        GIVEN_UP,
        ASKED_BACK
    }

    private final RunId run;
    private final Clock clock;
    private final SlotThreads slots;
    private final Consumer<ExecutionEvent> report;

    /// Taken before the other one by whoever may report.
    private final ReentrantLock reporting = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All guarded by the lock, which is taken after that of the threads.
    private final List<Thread> waiting = new ArrayList<>();
    private Slot slot = Slot.HELD;
    private boolean isCancelled;
    private boolean isOver;
    private long givenUpNanos;
    private long blockedNanos;

    SlotUse(RunId run, Clock clock, SlotThreads slots, Consumer<ExecutionEvent> report) {
        this.run = run;
        this.clock = clock;
        this.slots = slots;
        this.report = report;
    }

    <T> T around(Callable<T> wait) throws Exception {
        if (!giveUp()) {
            return wait.call();
        }
        try {
            return wait.call();
        } finally {
            askBack();
            awaitSlot();
            giveUpAgain();
        }
    }

    /// @throws CancellationException if the run was cancelled
    /// @return false where the run has ended: a thread that outlived it has no slot to give
    private boolean giveUp() {
        reporting.lock();
        try {
            boolean isFirst;
            lock.lock();
            try {
                if (isOver) {
                    return false;
                }
                if (isCancelled) {
                    // The threads that wait were interrupted; one that comes later would not be.
                    throw new CancellationException("run " + run + " was cancelled; it waits for nothing any more");
                }
                waiting.add(Thread.currentThread());
                isFirst = slot == Slot.HELD;
                if (isFirst) {
                    leave();
                }
            } finally {
                lock.unlock();
            }
            if (isFirst) {
                report.accept(new RunBlocked(run));
                slots.giveUp();
            }
            return true;
        } finally {
            reporting.unlock();
        }
    }

    private void askBack() {
        reporting.lock();
        try {
            boolean isLast;
            lock.lock();
            try {
                waiting.remove(Thread.currentThread());
                isLast = !isOver && waiting.isEmpty() && slot == Slot.GIVEN_UP;
                if (isLast) {
                    slot = Slot.ASKED_BACK;
                }
            } finally {
                lock.unlock();
            }
            if (isLast) {
                report.accept(new RunUnblocked(run));
            }
        } finally {
            reporting.unlock();
        }
    }

    /// An interrupt does not end this wait: that of a cancelled run does not begin.
    private void awaitSlot() {
        lock.lock();
        try {
            while (slot == Slot.ASKED_BACK && !isCancelled && !isOver) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Another thread of the run may have begun to wait while this one waited for the slot.
    private void giveUpAgain() {
        reporting.lock();
        try {
            boolean isWanted;
            lock.lock();
            try {
                isWanted = !isOver && slot == Slot.HELD && !waiting.isEmpty();
                if (isWanted) {
                    leave();
                }
            } finally {
                lock.unlock();
            }
            if (isWanted) {
                report.accept(new RunBlocked(run));
                slots.giveUp();
            }
        } finally {
            reporting.unlock();
        }
    }

    /// Called with the lock.
    private void leave() {
        slot = Slot.GIVEN_UP;
        givenUpNanos = clock.nanoTime();
    }

    /// The run gets a slot again.
    ///
    /// @return false where it has no use for it: it has ended, or was cancelled and went on without
    boolean resume() {
        lock.lock();
        try {
            if (isOver || isCancelled) {
                return false;
            }
            slot = Slot.HELD;
            blockedNanos += clock.nanoTime() - givenUpNanos;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Wakes the threads that wait: for other tasks by an interrupt, for the slot without one.
    void cancel() {
        lock.lock();
        try {
            isCancelled = true;
            waiting.forEach(Thread::interrupt);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Nothing is reported any more.
    ///
    /// @return whether the run still had its slot, which is free now
    boolean end() {
        reporting.lock();
        try {
            lock.lock();
            try {
                isOver = true;
                changed.signalAll();
                return slot == Slot.HELD;
            } finally {
                lock.unlock();
            }
        } finally {
            reporting.unlock();
        }
    }

    /// How long the run was without its slot.
    long blockedNanos() {
        lock.lock();
        try {
            return blockedNanos;
        } finally {
            lock.unlock();
        }
    }
}
