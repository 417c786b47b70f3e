package io.quern.client.exchange;

import io.quern.client.coordination.CoordinationReply;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.CoordinationRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A request without an answer, and the one who waits for it.
record OpenRequest(CoordinationRequest request, CompletableFuture<CoordinationReply> reply) {
    /// Whether it may be asked again when the stream broke before its answer came: what a lease or a wait had got
    /// by then ended with the stream, and what only looks changes nothing. Others may have been done already.
    boolean isRepeatable() {
        return switch (request) {
            case CoordinationRequest.AcquireLock _,
                    CoordinationRequest.AcquireLeases _,
                    CoordinationRequest.AwaitEvent _,
                    CoordinationRequest.GetVariable _,
                    CoordinationRequest.CountItems _,
                    CoordinationRequest.ListObjects _,
                    CoordinationRequest.EndHolder _ -> true;
            case CoordinationRequest.ReleaseLock _,
                    CoordinationRequest.ReleaseLeases _,
                    CoordinationRequest.SetEvent _,
                    CoordinationRequest.PutItem _,
                    CoordinationRequest.TakeItem _,
                    CoordinationRequest.SetVariable _,
                    CoordinationRequest.ResetObject _,
                    CoordinationRequest.CancelWait _ -> false;
        };
    }

    /// Whether it is about what a scheduler keeps, and another one does not have.
    boolean isAboutKeptState() {
        return switch (request) {
            case CoordinationRequest.AwaitEvent _,
                    CoordinationRequest.GetVariable _,
                    CoordinationRequest.CountItems _,
                    CoordinationRequest.SetEvent _,
                    CoordinationRequest.PutItem _,
                    CoordinationRequest.TakeItem _,
                    CoordinationRequest.SetVariable _,
                    CoordinationRequest.ResetObject _ -> true;
            case CoordinationRequest.AcquireLock _,
                    CoordinationRequest.AcquireLeases _,
                    CoordinationRequest.ListObjects _,
                    CoordinationRequest.EndHolder _,
                    CoordinationRequest.ReleaseLock _,
                    CoordinationRequest.ReleaseLeases _,
                    CoordinationRequest.CancelWait _ -> false;
        };
    }

    /// Waits for the reply. Errors get the stack of the thread that waits, which says what of the program it was.
    CoordinationReply await() throws InterruptedException {
        try {
            return reply.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof QuernException known) {
                throw new QuernException(known.code(), String.valueOf(known.getMessage()), known);
            }
            throw new QuernException(ErrorCode.INTERNAL, "an answer could not be taken in", failed);
        }
    }

    /// Waits through interrupts, which are kept for later.
    CoordinationReply awaitUninterruptibly() {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return await();
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
}
