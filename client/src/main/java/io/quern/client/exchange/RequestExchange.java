package io.quern.client.exchange;

import io.quern.client.coordination.CoordinationRequests;
import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// The requests of this client about shared objects that have no answer yet.
///
/// Whoever asks waits without holding a lock, so virtual threads give their carrier back. `lost` is written before
/// the open requests are ended, and read after a request was opened, so none waits for an answer that never comes.
public final class RequestExchange {
    private final Map<Long, CompletableFuture<CoordinationAnswer>> open = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong stream = new AtomicLong();
    private final AtomicReference<@Nullable QuernException> lost = new AtomicReference<>();

    /// A way to ask.
    ///
    /// @param scheduler takes what is sent
    public CoordinationRequests to(Consumer<Message> scheduler) {
        return new CoordinationRequests() {
            @Override
            public CoordinationAnswer ask(LongFunction<CoordinationRequest> request) throws InterruptedException {
                return RequestExchange.this.ask(scheduler, request);
            }

            @Override
            public CoordinationAnswer askUninterruptibly(LongFunction<CoordinationRequest> request) {
                return RequestExchange.this.askUninterruptibly(scheduler, request);
            }

            @Override
            public long stream() {
                return stream.get();
            }

            @Override
            public boolean isOpen(long number) {
                return lost.get() == null && stream.get() == number;
            }
        };
    }

    private CoordinationAnswer ask(Consumer<Message> scheduler, LongFunction<CoordinationRequest> request)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before asking");
        }
        long id = requests.incrementAndGet();
        CompletableFuture<CoordinationAnswer> answer = send(scheduler, request.apply(id));
        try {
            return notCancelled(result(answer));
        } catch (InterruptedException interrupted) {
            scheduler.accept(new CoordinationRequest.CancelWait(id));
            CoordinationAnswer last = awaitUninterruptibly(answer);
            if (last instanceof CoordinationAnswer.WaitCancelled) {
                throw interrupted;
            }
            Thread.currentThread().interrupt();
            return last;
        } finally {
            open.remove(id);
        }
    }

    private CoordinationAnswer askUninterruptibly(
            Consumer<Message> scheduler, LongFunction<CoordinationRequest> request) {
        long id = requests.incrementAndGet();
        try {
            return notCancelled(awaitUninterruptibly(send(scheduler, request.apply(id))));
        } finally {
            open.remove(id);
        }
    }

    private CompletableFuture<CoordinationAnswer> send(Consumer<Message> scheduler, CoordinationRequest request) {
        CompletableFuture<CoordinationAnswer> answer = new CompletableFuture<>();
        open.put(request.request(), answer);
        if (lost.get() == null) {
            scheduler.accept(request);
        }
        QuernException reason = lost.get();
        if (reason != null) {
            answer.completeExceptionally(reason);
        }
        return answer;
    }

    private static CoordinationAnswer awaitUninterruptibly(CompletableFuture<CoordinationAnswer> answer) {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return result(answer);
                } catch (InterruptedException _) {
                    isInterrupted = true;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Errors get the stack of the thread that waits, which says what of the program it was.
    private static CoordinationAnswer result(CompletableFuture<CoordinationAnswer> answer) throws InterruptedException {
        CoordinationAnswer given;
        try {
            given = answer.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof QuernException known) {
                throw new QuernException(known.code(), String.valueOf(known.getMessage()), known);
            }
            throw new IllegalStateException(failed);
        }
        if (given instanceof CoordinationAnswer.CoordinationRefused refused) {
            throw new QuernException(refused.code(), refused.reason());
        }
        return given;
    }

    /// A wait that nobody here cancelled was ended with its holder.
    private static CoordinationAnswer notCancelled(CoordinationAnswer answer) {
        if (answer instanceof CoordinationAnswer.WaitCancelled) {
            throw new CancellationException("the wait was ended: its holder was closed by another thread");
        }
        return answer;
    }

    /// An answer has come.
    public void received(CoordinationAnswer answer) {
        CompletableFuture<CoordinationAnswer> asked = open.get(answer.request());
        if (asked != null) {
            asked.complete(answer);
        }
    }

    /// The stream broke: no answer comes to those who wait now; who asks later may get one.
    public void interrupt(QuernException reason) {
        stream.incrementAndGet();
        open.values().forEach(answer -> answer.completeExceptionally(reason));
    }

    /// No answer comes any more: all who wait, and all who ask later, get the first reason given.
    public void lose(QuernException reason) {
        lost.compareAndSet(null, reason);
        open.values().forEach(answer -> answer.completeExceptionally(reason));
    }
}
