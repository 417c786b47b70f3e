package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.cell.CellOwner;
import io.quern.client.cell.TaskCell;
import io.quern.client.scatter.ScatteredValues;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientMessage.SubmitTasks;
import io.quern.core.transport.Connection;
import io.quern.core.transport.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What goes to the scheduler, in order.
///
/// **Coalescing.** Submitted tasks join the open batch. While fewer than [#WINDOW] batches wait for their
/// acceptance, the thread that submits sends the open batch at once: a single task has no delay. When the
/// scheduler has fallen behind, the batch grows until the next acceptance lets it go, so batches are as large as
/// the load asks for.
///
/// **Back-pressure.** Batches that are not accepted count with their bytes; above the limit [#add] waits.
///
/// **After a break** everything that the scheduler may not have got is sent again, in its order: what was sent
/// since the
/// last accepted batch, then what waits. Batches and releases may come twice; the scheduler knows them.
///
/// No thread of its own: whoever adds something or brings an acceptance sends what may go, one at a time,
/// outside of the lock.
final class Outgoing {
    static final int WINDOW = 4;
    static final int BATCH_TASKS_MAX = 16_384;
    static final long BATCH_BYTES_MAX = 4L << 20;

    /// Messages after the last accepted batch that are kept for the case of a break. Older ones are let go: the
    /// worst is a result that is held until the session ends.
    private static final int UNACKNOWLEDGED_MAX = 100_000;

    private final SessionTasks tasks;
    private final ScatteredValues values;
    private final long unacceptedBytesMax;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<ClientMessage> queue = new ArrayDeque<>();

    /// Sent, and not known to have arrived.
    @GuardedBy("lock")
    private final Deque<ClientMessage> unacknowledged = new ArrayDeque<>();

    /// By stage: what an unaccepted batch counts for.
    @GuardedBy("lock")
    private final Map<Integer, Long> unacceptedBytes = new HashMap<>();

    @GuardedBy("lock")
    private @Nullable OpenBatch open;

    @GuardedBy("lock")
    private JobId session;

    @GuardedBy("lock")
    private int nextStage;

    @GuardedBy("lock")
    private int batchesUnderWay;

    @GuardedBy("lock")
    private long bytesUnaccepted;

    @GuardedBy("lock")
    private @Nullable Connection connection;

    @GuardedBy("lock")
    private boolean isSending;

    /// Whether somebody wants the open batch to go as soon as it may.
    @GuardedBy("lock")
    private boolean isOpenAsked;

    @GuardedBy("lock")
    private @Nullable QuernException over;

    /// @param transport scattered values go by it
    Outgoing(JobId session, SessionTasks tasks, Transport transport, long unacceptedBytesMax) {
        this.session = session;
        this.tasks = tasks;
        this.values = new ScatteredValues(transport, this::add);
        this.unacceptedBytesMax = unacceptedBytesMax;
    }

    /// Values that are on their way to workers.
    ScatteredValues values() {
        return values;
    }

    void start(Connection first) {
        lock.lock();
        try {
            connection = first;
        } finally {
            lock.unlock();
        }
        send();
    }

    /// Adds a task to the open batch; waits while too much is not accepted. An interrupt ends the wait.
    ///
    /// @param moreFollows whether a batch that is not full may wait for [#flush]
    /// @return what the client keeps of the task, known to [SessionTasks] where it is wanted
    TaskCell add(TaskDraft draft, CellOwner owner, boolean moreFollows) {
        TaskCell cell;
        boolean isDue;
        ensureRoom();
        lock.lock();
        try {
            checkOpen();
            OpenBatch batch = openFor(draft);
            long before = batch.bytes();
            int partition = batch.add(draft);
            bytesUnaccepted += batch.bytes() - before;
            TaskKey task = new TaskKey(session, batch.submitted().stage(), partition);
            cell = new TaskCell(task, draft.function(), draft.key(), owner);
            if (draft.isWanted()) {
                tasks.add(batch.submitted(), cell);
            }
            if (draft.scattered() != null) {
                values.add(task, draft.scattered());
            }
            isDue = !moreFollows || !queue.isEmpty();
        } finally {
            lock.unlock();
        }
        if (isDue) {
            send(!moreFollows);
        }
        return cell;
    }

    /// Sends what may go.
    void flush() {
        send();
    }

    /// Adds a batch that is built elsewhere; waits while too much is not accepted.
    ///
    /// @param builder is given the batch's number and tells its cells to [SessionTasks]
    void add(IntFunction<TaskBatch> builder, long bytes) {
        ensureRoom();
        lock.lock();
        try {
            checkOpen();
            closeOpen();
            enqueue(builder.apply(nextStage++), bytes);
        } finally {
            lock.unlock();
        }
        send();
    }

    /// Adds a message after everything that was added before it.
    void add(ClientMessage message) {
        lock.lock();
        try {
            closeOpen();
            queue.add(message);
        } finally {
            lock.unlock();
        }
        send();
    }

    /// The scheduler has taken a batch, or refused it; in both cases it has all that was sent before.
    void answered(int stage) {
        lock.lock();
        try {
            Long bytes = unacceptedBytes.remove(stage);
            if (bytes == null) {
                return;
            }
            bytesUnaccepted -= bytes;
            batchesUnderWay--;
            acknowledge(message ->
                    message instanceof SubmitTasks sent && sent.batch().stage() == stage);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        send();
    }

    /// The stream is gone; everything waits.
    void interrupted() {
        lock.lock();
        try {
            connection = null;
        } finally {
            lock.unlock();
        }
    }

    /// There is another stream, on which the session goes on.
    ///
    /// @param isStillDue whether a message that was, or was to be, sent on the stream before must be sent on this
    ///     one
    void resumed(Connection next, Predicate<ClientMessage> isStillDue) {
        lock.lock();
        try {
            keep(isStillDue);
            connection = next;
        } finally {
            lock.unlock();
        }
        send();
    }

    /// The scheduler has forgotten the session: what was to become of its tasks is dropped, and the next batch is
    /// the first of another one.
    ///
    /// @param isStillDue whether a message makes sense in the new session
    void beginAnew(JobId next, Predicate<ClientMessage> isStillDue) {
        lock.lock();
        try {
            connection = null;
            open = null;
            nextStage = 0;
            unacceptedBytes.clear();
            bytesUnaccepted = 0;
            keep(isStillDue);
            session = next;
            tasks.beginAnew(next);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Puts what is still due back into the queue, in its order.
    @GuardedBy("lock")
    private void keep(Predicate<ClientMessage> isStillDue) {
        List<ClientMessage> due = new ArrayList<>();
        unacknowledged.stream().filter(isStillDue).forEach(due::add);
        queue.stream().filter(isStillDue).forEach(due::add);
        unacknowledged.clear();
        queue.clear();
        queue.addAll(due);
        batchesUnderWay = 0;
    }

    /// Nothing more is sent; whoever waits to add something is told why.
    void end(QuernException reason) {
        lock.lock();
        try {
            over = reason;
            connection = null;
            queue.clear();
            unacknowledged.clear();
            open = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything has been sent.
    ///
    /// @return false where it was not by then
    boolean awaitSent(long nanosMax) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanosMax;
            while (connection != null && over == null && (open != null || !queue.isEmpty() || isSending)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return over == null && open == null && queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Waits while too much is not accepted; what is open is sent before, since nobody else might. Threads that
    /// come together may each add one task above the limit.
    ///
    /// @throws QuernException where the thread was interrupted
    private void ensureRoom() {
        lock.lock();
        try {
            if (over == null && bytesUnaccepted < unacceptedBytesMax) {
                return;
            }
            closeOpen();
        } finally {
            lock.unlock();
        }
        send();
        lock.lock();
        try {
            while (over == null && bytesUnaccepted >= unacceptedBytesMax) {
                changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QuernException(
                    ErrorCode.USER,
                    "interrupted while " + bytesUnaccepted + " bytes of tasks wait for the scheduler, the limit is "
                            + unacceptedBytesMax,
                    interrupted);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void checkOpen() {
        if (over != null) {
            throw new QuernException(over.code(), String.valueOf(over.getMessage()), over);
        }
    }

    @GuardedBy("lock")
    private OpenBatch openFor(TaskDraft draft) {
        OpenBatch batch = open;
        if (batch != null
                && (!batch.isFor(draft)
                        || batch.size() >= BATCH_TASKS_MAX
                        || batch.bytes() + draft.bytes() > BATCH_BYTES_MAX)) {
            closeOpen();
            batch = null;
        }
        if (batch == null) {
            batch = new OpenBatch(session, tasks.begin(nextStage++), draft);
            open = batch;
        }
        return batch;
    }

    @GuardedBy("lock")
    private void closeOpen() {
        OpenBatch batch = open;
        if (batch != null) {
            open = null;
            isOpenAsked = false;
            // Its bytes have been counted task by task.
            bytesUnaccepted -= batch.bytes();
            enqueue(batch.build(), batch.bytes());
        }
    }

    @GuardedBy("lock")
    private void enqueue(TaskBatch batch, long bytes) {
        queue.add(new SubmitTasks(batch));
        unacceptedBytes.put(batch.stage(), bytes);
        bytesUnaccepted += bytes;
    }

    @GuardedBy("lock")
    private void acknowledge(Predicate<ClientMessage> isLast) {
        Iterator<ClientMessage> sent = unacknowledged.iterator();
        int count = 0;
        boolean isFound = false;
        while (sent.hasNext() && !isFound) {
            isFound = isLast.test(sent.next());
            count++;
        }
        for (int i = 0; isFound && i < count; i++) {
            unacknowledged.removeFirst();
        }
    }

    private void send() {
        send(true);
    }

    /// Sends what may go. A thread that finds another one sending leaves: that one looks again.
    ///
    /// @param isOpenDue whether the open batch may go
    private void send(boolean isOpenDue) {
        while (true) {
            ClientMessage message;
            Connection to;
            lock.lock();
            try {
                to = connection;
                isOpenAsked |= isOpenDue;
                message = isSending || to == null ? null : next();
                if (message == null || to == null) {
                    changed.signalAll();
                    return;
                }
                isSending = true;
                remember(message);
            } finally {
                lock.unlock();
            }
            try {
                to.send(message);
            } finally {
                lock.lock();
                try {
                    isSending = false;
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    @GuardedBy("lock")
    private @Nullable ClientMessage next() {
        if (isOpenAsked && queue.isEmpty() && open != null && batchesUnderWay < WINDOW) {
            closeOpen();
        }
        if (queue.peek() instanceof SubmitTasks && batchesUnderWay >= WINDOW) {
            return null;
        }
        return queue.poll();
    }

    @GuardedBy("lock")
    private void remember(ClientMessage message) {
        if (message instanceof SubmitTasks) {
            batchesUnderWay++;
        }
        unacknowledged.add(message);
        if (unacknowledged.size() > UNACKNOWLEDGED_MAX && !(unacknowledged.peek() instanceof SubmitTasks)) {
            unacknowledged.removeFirst();
        }
    }
}
