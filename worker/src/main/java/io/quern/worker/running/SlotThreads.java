package io.quern.worker.running;

import io.quern.core.key.RunId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The slots of a worker and the threads that use them. A slot goes to a run that wants to go on after it was
/// blocked, then to the runs that were started, in their order.
///
/// A thread whose run has ended takes the next one itself, so that short runs cost no hand-over from thread to
/// thread. Threads are made as they are needed: one for each slot, and one more for each run that is blocked.
final class SlotThreads {
    /// A run, as the threads see it.
    @FunctionalInterface
    interface Work {
        /// @return whether the run had its slot when it ended
        boolean run();
    }

    /// A run that may begin.
    record Started(RunId run, Work work) {}

    private final int slots;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    // All guarded by the lock.
    private final ArrayDeque<Started> started = new ArrayDeque<>();
    private final ArrayDeque<SlotUse> resuming = new ArrayDeque<>();
    private final ArrayDeque<SlotThread> idle = new ArrayDeque<>();
    private final Set<SlotThread> busy = new HashSet<>();
    private int free;
    private boolean isClosed;

    SlotThreads(int slots) {
        this.slots = slots;
        this.free = slots;
    }

    /// Begins runs as slots are free, in their order. Does nothing after [#close].
    void start(List<Started> runs) {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            for (Started run : runs) {
                if (free > 0) {
                    free--;
                    hand(run.work());
                } else {
                    started.addLast(run);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Takes a run back that has not begun.
    ///
    /// @return whether that was in time
    boolean recall(RunId run) {
        lock.lock();
        try {
            return started.removeIf(waiting -> waiting.run().equals(run));
        } finally {
            lock.unlock();
        }
    }

    /// Gives a slot to a run that was blocked, as soon as one is free.
    void resume(SlotUse run) {
        lock.lock();
        try {
            if (free == 0) {
                resuming.addLast(run);
            } else if (run.resume()) {
                free--;
            }
        } finally {
            lock.unlock();
        }
    }

    /// A run is blocked: its slot goes to another one.
    void giveUp() {
        lock.lock();
        try {
            Work next = next();
            if (next != null) {
                hand(next);
            }
        } finally {
            lock.unlock();
        }
    }

    /// What the slot that has become free is used for by whoever calls: null where a run goes on in it, or nothing
    /// waits.
    private @Nullable Work next() {
        for (SlotUse run = resuming.pollFirst(); run != null; run = resuming.pollFirst()) {
            if (run.resume()) {
                return null;
            }
        }
        Started next = started.pollFirst();
        if (next == null) {
            free++;
            return null;
        }
        return next.work();
    }

    private void hand(Work work) {
        SlotThread thread = idle.pollLast();
        if (thread == null) {
            SlotThread made = new SlotThread(this, work);
            busy.add(made);
            made.start();
        } else {
            busy.add(thread);
            thread.give(work);
        }
    }

    /// The run of a thread has ended.
    ///
    /// @param hasSlot whether it still had its slot
    /// @return what the thread does next; null where it waits for work, or is to end
    @Nullable
    Work afterwards(SlotThread thread, boolean hasSlot) {
        lock.lock();
        try {
            Work next = hasSlot ? next() : null;
            if (next == null) {
                thread.rest();
                busy.remove(thread);
                ended.signalAll();
                if (isClosed || idle.size() >= slots) {
                    thread.end();
                } else {
                    idle.addLast(thread);
                }
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// Begins nothing more, and waits for the runs that are under way, and for the threads to be gone.
    ///
    /// @return whether they ended in time
    boolean close(Duration grace) throws InterruptedException {
        Set<SlotThread> ending = new HashSet<>();
        boolean isInTime;
        lock.lock();
        try {
            isClosed = true;
            started.clear();
            idle.forEach(SlotThread::end);
            ending.addAll(idle);
            ending.addAll(busy);
            idle.clear();
            long leftNanos = grace.toNanos();
            while (!busy.isEmpty() && leftNanos > 0) {
                leftNanos = ended.awaitNanos(leftNanos);
            }
            ending.removeAll(busy);
            isInTime = busy.isEmpty();
        } finally {
            lock.unlock();
        }
        ending.remove(Thread.currentThread());
        for (SlotThread thread : ending) {
            // It has nothing to do any more but to end.
            thread.join();
        }
        return isInTime;
    }
}
