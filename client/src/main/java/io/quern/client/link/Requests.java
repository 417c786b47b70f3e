package io.quern.client.link;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Requests that wait for their answer.
public final class Requests {
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<ClientNotice>> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable QuernException over;

    /// Sends a request.
    ///
    /// @param request makes it, given its number
    /// @return its answer, or why there will be none
    public CompletableFuture<ClientNotice> start(LongFunction<ClientMessage> request, Consumer<ClientMessage> send) {
        long number = numbers.incrementAndGet();
        CompletableFuture<ClientNotice> answer = new CompletableFuture<>();
        waiting.put(number, answer);
        QuernException reason = over;
        if (reason != null) {
            waiting.remove(number);
            answer.completeExceptionally(reason);
        } else {
            send.accept(request.apply(number));
        }
        return answer;
    }

    /// Waits for an answer.
    ///
    /// @param what is asked for, for people: `the tasks of job 5`
    /// @throws QuernException NETWORK where the scheduler was lost; USER where the thread was interrupted
    public static <T extends ClientNotice> T await(CompletableFuture<ClientNotice> answer, Class<T> type, String what) {
        try {
            return type.cast(answer.get());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.USER, "interrupted while asking for " + what, interrupted);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            ErrorCode code = cause instanceof QuernException known ? known.code() : ErrorCode.INTERNAL;
            throw new QuernException(code, "cannot tell " + what + ": " + cause.getMessage(), cause);
        }
    }

    /// Waits for an answer and takes it as the kind that it must be.
    ///
    /// @throws QuernException USER where the scheduler refused, with its words; and as [#await]
    public static <A extends Answer> A answer(CompletableFuture<ClientNotice> pending, Class<A> type, String what) {
        Answer answer = await(pending, ClientNotice.Answered.class, what).answer();
        if (answer instanceof Answer.Refused refused) {
            throw QuernException.user(refused.reason());
        }
        if (!type.isInstance(answer)) {
            throw new QuernException(
                    ErrorCode.INTERNAL, "the scheduler was asked for " + what + " and answered " + answer);
        }
        return type.cast(answer);
    }

    public void answered(long request, ClientNotice answer) {
        CompletableFuture<ClientNotice> pending = waiting.remove(request);
        if (pending != null) {
            pending.complete(answer);
        }
    }

    /// Whether nobody has answered that request yet.
    public boolean isWaiting(long request) {
        return waiting.containsKey(request);
    }

    /// There will be no more answers.
    public void end(QuernException reason) {
        over = reason;
        waiting.values().forEach(pending -> pending.completeExceptionally(reason));
        waiting.clear();
    }
}
