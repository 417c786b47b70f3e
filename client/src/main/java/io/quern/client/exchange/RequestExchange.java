package io.quern.client.exchange;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.coordination.CoordinationReply;
import io.quern.client.coordination.CoordinationRequests;
import io.quern.core.current.CurrentTask;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.transport.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// The requests of this client about shared objects that have no answer yet, and the stream on which they are
/// asked.
///
/// Requests leave in the order of their ids. Whoever asks waits without holding the lock, so virtual threads give
/// their carrier back, and a task that may have to wait gives its slot back.
public final class RequestExchange implements CoordinationRequests {
    /// Before the first stream.
    private static final long NONE = 0;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final NavigableMap<Long, OpenRequest> open = new TreeMap<>();

    @GuardedBy("lock")
    private long requests;

    @GuardedBy("lock")
    private long streams = NONE;

    /// Null while there is none.
    @GuardedBy("lock")
    private @Nullable Connection stream;

    /// Of the scheduler that accepted this client last.
    @GuardedBy("lock")
    private long epoch = NONE;

    @GuardedBy("lock")
    private long restarts;

    @GuardedBy("lock")
    private @Nullable QuernException lost;

    /// How one waits for a reply.
    @FunctionalInterface
    private interface Wait {
        CoordinationReply untilReplied(OpenRequest request) throws InterruptedException;
    }

    @Override
    public CoordinationReply ask(LongFunction<CoordinationRequest> request) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before asking");
        }
        return ask(NONE, request, OpenRequest::await);
    }

    @Override
    public CoordinationReply askUninterruptibly(LongFunction<CoordinationRequest> request) {
        return askOn(NONE, request);
    }

    @Override
    public CoordinationReply askOn(long only, LongFunction<CoordinationRequest> request) {
        try {
            return ask(only, request, OpenRequest::awaitUninterruptibly);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a wait that takes no interrupt was interrupted", e);
        }
    }

    @Override
    public boolean isOpen(long number) {
        lock.lock();
        try {
            return stream != null && streams == number;
        } finally {
            lock.unlock();
        }
    }

    /// Where the wait is stopped, by an interrupt or because the task was cancelled that waits, the scheduler has
    /// the last word: what it had granted by then is returned, and the thread stays interrupted.
    private CoordinationReply ask(long only, LongFunction<CoordinationRequest> maker, Wait wait)
            throws InterruptedException {
        OpenRequest request = send(only, maker);
        CoordinationReply reply;
        try {
            reply = await(request, wait);
        } catch (InterruptedException | CancellationException stopped) {
            cancel(request);
            CoordinationReply last = checked(request.awaitUninterruptibly());
            if (last.answer() instanceof CoordinationAnswer.WaitCancelled) {
                throw stopped;
            }
            Thread.currentThread().interrupt();
            return last;
        }
        if (reply.answer() instanceof CoordinationAnswer.WaitCancelled) {
            throw new CancellationException("the wait was ended: its holder was closed by another thread");
        }
        return checked(reply);
    }

    private static CoordinationReply checked(CoordinationReply reply) {
        if (reply.answer() instanceof CoordinationAnswer.CoordinationRefused refused) {
            throw new QuernException(refused.code(), refused.reason());
        }
        return reply;
    }

    private OpenRequest send(long only, LongFunction<CoordinationRequest> maker) {
        lock.lock();
        try {
            if (lost != null) {
                throw new QuernException(lost.code(), String.valueOf(lost.getMessage()), lost);
            }
            if (only != NONE && (stream == null || only != streams)) {
                throw new QuernException(ErrorCode.NETWORK, "the connection to the scheduler broke");
            }
            OpenRequest request = new OpenRequest(maker.apply(++requests), new CompletableFuture<>());
            open.put(requests, request);
            if (stream != null) {
                stream.send(request.request());
            }
            return request;
        } finally {
            lock.unlock();
        }
    }

    private void cancel(OpenRequest request) {
        long id = request.request().request();
        lock.lock();
        try {
            if (stream != null) {
                stream.send(new CoordinationRequest.CancelWait(id));
            } else if (open.remove(id) != null) {
                request.reply().complete(new CoordinationReply(new CoordinationAnswer.WaitCancelled(id), streams));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Without the slot, where a task of this JVM may have to wait for another.
    private static CoordinationReply await(OpenRequest request, Wait wait) throws InterruptedException {
        Optional<CurrentTask> task = request.request().waitNanos() > 0 ? CurrentTask.get() : Optional.empty();
        if (task.isEmpty()) {
            return wait.untilReplied(request);
        }
        try {
            return task.get().blocked(() -> wait.untilReplied(request));
        } catch (InterruptedException | RuntimeException known) {
            throw known;
        } catch (Exception unknown) {
            throw new IllegalStateException("waiting inside a task failed", unknown);
        }
    }

    @Override
    public long restarts() {
        lock.lock();
        try {
            return restarts;
        } finally {
            lock.unlock();
        }
    }

    /// A scheduler has accepted this client. Where it is another one than before, whoever waits for what that one
    /// kept is told: it will not come.
    public void greeted(long epochOfScheduler) {
        List<OpenRequest> vain = new ArrayList<>();
        lock.lock();
        try {
            if (epoch != NONE && epoch != epochOfScheduler) {
                restarts++;
                open.values().stream().filter(OpenRequest::isAboutKeptState).forEach(vain::add);
                vain.forEach(request -> open.remove(request.request().request()));
            }
            epoch = epochOfScheduler;
        } finally {
            lock.unlock();
        }
        fail(vain, CoordinationRequests.keptStateIsLost());
    }

    /// There is a stream (again): what waits for one is asked on it, in order.
    public void opened(Connection connection) {
        lock.lock();
        try {
            stream = connection;
            streams++;
            open.values().forEach(request -> connection.send(request.request()));
        } finally {
            lock.unlock();
        }
    }

    /// An answer has come.
    public void received(CoordinationAnswer answer) {
        OpenRequest request;
        long number;
        lock.lock();
        try {
            request = open.remove(answer.request());
            number = streams;
        } finally {
            lock.unlock();
        }
        if (request != null) {
            request.reply().complete(new CoordinationReply(answer, number));
        }
    }

    /// The stream is gone, and what was granted on it; another one may come.
    public void interrupted(String reason) {
        List<OpenRequest> uncertain = new ArrayList<>();
        lock.lock();
        try {
            if (stream != null) {
                stream = null;
                open.values().stream()
                        .filter(request -> !request.isRepeatable())
                        .forEach(uncertain::add);
                uncertain.forEach(request -> open.remove(request.request().request()));
            }
        } finally {
            lock.unlock();
        }
        fail(
                uncertain,
                new QuernException(
                        ErrorCode.NETWORK,
                        "the connection to the scheduler broke (" + reason + ") before it had answered: this may have"
                                + " been done or not; look, then do it again"));
    }

    /// No stream comes any more: all who wait, and all who ask later, get the first reason given.
    public void lose(QuernException reason) {
        List<OpenRequest> all;
        lock.lock();
        try {
            if (lost == null) {
                lost = reason;
            }
            stream = null;
            all = new ArrayList<>(open.values());
            open.clear();
        } finally {
            lock.unlock();
        }
        fail(all, reason);
    }

    private static void fail(List<OpenRequest> requests, QuernException reason) {
        requests.forEach(request -> request.reply().completeExceptionally(reason));
    }
}
