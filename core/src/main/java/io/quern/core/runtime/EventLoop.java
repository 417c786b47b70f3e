package io.quern.core.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One named platform thread that owns one state. Everybody else talks to that state by posting immutable events.
///
/// The thread takes up to `batchMax` waiting events at once and gives them to the handler, which acts once for the
/// batch (one flush for many messages). Events are handled in the order in which they were posted; a delayed event
/// joins the order when it is due.
///
/// **Back-pressure.** The queue holds `capacity` events. [#post] waits while it is full: a network thread that waits
/// stops reading, and so the peer's socket fills and the peer slows down. This cannot deadlock as long as the handler
/// keeps its side of the contract and never blocks. Two kinds of event go past the limit: those that the handler
/// itself posts, since it cannot wait for itself, and those that are due after a delay, which are few.
///
/// **Failure.** An exception that the handler lets through is fatal: the state may be half changed, so nothing
/// more is handled, waiting posts return false, and `onFailure` gets the exception, once, on the loop's thread.
/// An interrupt of the thread is fatal too: nobody has business with it, and [#close] is how it ends.
public final class EventLoop<E> implements AutoCloseable {
    private enum Phase {
        NEW,
        RUNNING,
        CLOSING,
        ENDED
    }

    private final int capacity;
    private final int batchMax;
    private final Clock clock;
    private final BatchHandler<E> handler;
    private final Consumer<? super Throwable> onFailure;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition hasRoom = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<E> queue = new ArrayDeque<>();

    @GuardedBy("lock")
    private final PriorityQueue<Delayed> timers = new PriorityQueue<>();

    @GuardedBy("lock")
    private long timersMade;

    @GuardedBy("lock")
    private Phase phase = Phase.NEW;

    /// @param name of the thread
    /// @param capacity events that may wait before [#post] does
    /// @param batchMax events handed to the handler at once, at most
    /// @param onFailure told what the handler threw; whatever it does, the loop has ended
    public EventLoop(
            String name,
            int capacity,
            int batchMax,
            Clock clock,
            BatchHandler<E> handler,
            Consumer<? super Throwable> onFailure) {
        if (capacity < 1 || batchMax < 1) {
            throw new IllegalArgumentException("event loop " + name
                    + " needs a capacity and a batch of at least 1, got " + capacity + " and " + batchMax);
        }
        this.capacity = capacity;
        this.batchMax = batchMax;
        this.clock = clock;
        this.handler = handler;
        this.onFailure = onFailure;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    }

    /// Starts the thread. Events may be posted before.
    public void start() {
        lock.lock();
        try {
            if (phase != Phase.NEW) {
                throw new IllegalStateException("event loop " + thread.getName() + " was already started or closed");
            }
            phase = Phase.RUNNING;
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    /// Adds an event; waits while the queue is full, unless the loop's own thread posts. An interrupt does not end
    /// the wait, and is kept.
    ///
    /// @return false where the loop was closed or failed, so that nobody will handle the event
    public boolean post(E event) {
        lock.lock();
        try {
            while (isOpen() && queue.size() >= capacity && !isLoopThread()) {
                hasRoom.awaitUninterruptibly();
            }
            return isOpen() && add(event);
        } finally {
            lock.unlock();
        }
    }

    /// Adds an event if there is room now.
    ///
    /// @return false where the queue is full, or the loop was closed or failed
    public boolean tryPost(E event) {
        lock.lock();
        try {
            return isOpen() && (queue.size() < capacity || isLoopThread()) && add(event);
        } finally {
            lock.unlock();
        }
    }

    /// Adds an event once a time has passed. It is dropped where the loop closes before.
    public Timer postAfter(Duration delay, E event) {
        lock.lock();
        try {
            Delayed delayed = new Delayed(clock.nanoTime() + delay.toNanos(), timersMade++, event);
            if (isOpen()) {
                timers.add(delayed);
                changed.signal();
            }
            return delayed;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the caller runs on this loop's thread.
    public boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /// Refuses further events, waits until the handler has had all that were accepted, and ends the thread. Called on
    /// the loop's own thread it does not wait: the thread ends after the waiting events.
    @Override
    public void close() {
        boolean wasStarted;
        lock.lock();
        try {
            wasStarted = phase != Phase.NEW;
            if (phase == Phase.NEW) {
                phase = Phase.ENDED;
            } else if (phase == Phase.RUNNING) {
                phase = Phase.CLOSING;
            }
            changed.signal();
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
        if (wasStarted && !isLoopThread()) {
            joinUninterruptibly();
        }
    }

    private void run() {
        try {
            for (List<E> batch = nextBatch(); batch != null; batch = nextBatch()) {
                handler.handle(batch);
            }
        } catch (Throwable failure) {
            end();
            onFailure.accept(failure);
        } finally {
            end();
        }
    }

    /// The next events, or null once the loop is closed and all were handed out.
    private @Nullable List<E> nextBatch() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long waitNanos = collectDueTimers();
                if (!queue.isEmpty()) {
                    return drain();
                }
                if (phase == Phase.CLOSING) {
                    return null;
                }
                if (waitNanos == Long.MAX_VALUE) {
                    changed.awaitUninterruptibly();
                } else {
                    // The remaining time is worked out anew from the clock after every wake-up.
                    long _ = changed.awaitNanos(waitNanos);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private List<E> drain() {
        int count = Math.min(queue.size(), batchMax);
        List<E> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            batch.add(queue.removeFirst());
        }
        if (queue.size() < capacity) {
            hasRoom.signalAll();
        }
        return Collections.unmodifiableList(batch);
    }

    /// Moves due events to the queue; returns nanoseconds until the next one is due, `Long.MAX_VALUE` where none is
    /// planned.
    @GuardedBy("lock")
    private long collectDueTimers() {
        if (timers.isEmpty() || phase != Phase.RUNNING) {
            return Long.MAX_VALUE;
        }
        long now = clock.nanoTime();
        for (Delayed next = timers.peek(); next != null; next = timers.peek()) {
            long remaining = next.dueNanos - now;
            if (remaining > 0) {
                return remaining;
            }
            timers.remove();
            queue.addLast(next.event);
        }
        return Long.MAX_VALUE;
    }

    @GuardedBy("lock")
    private boolean add(E event) {
        queue.addLast(event);
        changed.signal();
        return true;
    }

    @GuardedBy("lock")
    private boolean isOpen() {
        return phase == Phase.NEW || phase == Phase.RUNNING;
    }

    private void end() {
        lock.lock();
        try {
            phase = Phase.ENDED;
            queue.clear();
            timers.clear();
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void joinUninterruptibly() {
        boolean wasInterrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Delayed implements Timer, Comparable<Delayed> {
        private final long dueNanos;
        private final long number;
        private final E event;

        Delayed(long dueNanos, long number, E event) {
            this.dueNanos = dueNanos;
            this.number = number;
            this.event = event;
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                timers.remove(this);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int compareTo(Delayed other) {
            int byTime = Long.signum(dueNanos - other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
