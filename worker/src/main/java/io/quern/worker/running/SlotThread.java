package io.quern.worker.running;

import io.quern.worker.running.SlotThreads.Work;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A platform thread that runs one task after the other, and waits for more between them.
final class SlotThread extends Thread {
    private static final String IDLE = "quern-idle-slot";
    private static final String TASK = "quern-task ";

    private final SlotThreads threads;

    /// Set by others while this thread waits.
    private volatile @Nullable Work work;

    private volatile boolean isOver;

    SlotThread(SlotThreads threads, Work first) {
        // A blocked run may make it: it must not inherit what belongs to that.
        super(null, null, IDLE, 0, false);
        this.threads = threads;
        this.work = first;
        setDaemon(true);
    }

    /// Names the calling thread after the function that it runs; short runs of one function, one after the other, do
    /// not pay for it.
    static void nameAfter(String function) {
        Thread thread = Thread.currentThread();
        if (!isNamedAfter(thread.getName(), function)) {
            thread.setName(TASK + function);
        }
    }

    private static boolean isNamedAfter(String name, String function) {
        return name.length() == TASK.length() + function.length() && name.startsWith(TASK) && name.endsWith(function);
    }

    /// Called by this thread when its run has ended and no other follows at once.
    void rest() {
        setName(IDLE);
    }

    /// Ends the wait of an idle thread.
    void give(Work next) {
        work = next;
        LockSupport.unpark(this);
    }

    /// Lets the thread end once it has nothing to do.
    void end() {
        isOver = true;
        LockSupport.unpark(this);
    }

    @Override
    public void run() {
        for (Work next = awaitWork(); next != null; next = awaitWork()) {
            while (next != null) {
                boolean hasSlot = next.run();
                next = threads.afterwards(this, hasSlot);
            }
        }
    }

    private @Nullable Work awaitWork() {
        Work given = work;
        while (given == null && !isOver) {
            LockSupport.park(this);
            given = work;
        }
        work = null;
        return given;
    }
}
