package io.quern.client.output;

import io.quern.client.link.Requests;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.Answer.WorkersListed;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Message;
import io.quern.core.message.Question;
import io.quern.core.message.Role;
import io.quern.core.message.TransferMessage.FetchOutput;
import io.quern.core.message.TransferMessage.OutputKept;
import io.quern.core.task.KeptOutput;
import io.quern.core.task.RunOutput;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongFunction;

/// Asks workers what a task has written there: all of them, side by side, since each attempt may have run on another
/// and nobody but they remembers. Nothing of it goes by way of the scheduler.
public final class OutputRequests {
    private static final long ANSWER_SECONDS_MAX = 10;

    private final Function<LongFunction<ClientMessage>, CompletableFuture<ClientNotice>> scheduler;
    private final Transport transport;

    /// For the framework; programs ask their client, or a future.
    ///
    /// @param scheduler sends a request, which it gives a number, and gives its answer
    /// @param transport reaches the workers
    public OutputRequests(
            Function<LongFunction<ClientMessage>, CompletableFuture<ClientNotice>> scheduler, Transport transport) {
        this.scheduler = scheduler;
        this.transport = transport;
    }

    /// @param key by which people know the task
    public TaskOutput of(TaskKey task, String key) {
        List<RunOutput> runs = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            List<WorkerLine> workers = workers();
            List<Future<KeptOutput>> answers = workers.stream()
                    .map(worker -> asking.submit(() -> ask(worker, task)))
                    .toList();
            for (int i = 0; i < workers.size(); i++) {
                take(workers.get(i).name(), answers.get(i), runs, notes);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.USER, "interrupted while asking for the output of " + key, interrupted);
        }
        runs.sort(Comparator.comparingInt(RunOutput::attempt));
        return new TaskOutput(key, runs, notes);
    }

    private List<WorkerLine> workers() {
        return Requests.answer(
                        scheduler.apply(request -> new ClientMessage.Ask(request, new Question.ListWorkers())),
                        WorkersListed.class,
                        "the workers")
                .workers();
    }

    private static void take(String worker, Future<KeptOutput> answer, List<RunOutput> runs, List<String> notes)
            throws InterruptedException {
        try {
            KeptOutput kept = answer.get();
            runs.addAll(kept.runs());
            if (!kept.isCaptured()) {
                notes.add("worker " + worker + " is part of a program and captures nothing: what tasks write there goes"
                        + " where the output of that program goes");
            }
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            notes.add("worker " + worker + " could not be asked: " + cause.getMessage());
        }
    }

    private KeptOutput ask(WorkerLine worker, TaskKey task) throws InterruptedException {
        Answer answer = new Answer(new CompletableFuture<>());
        Connection connection = transport.connect(worker.dataAddress(), Role.TRANSFER, answer);
        try {
            connection.send(new FetchOutput(1, task));
            return answer.kept().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new QuernException(ErrorCode.NETWORK, "it did not answer within " + ANSWER_SECONDS_MAX + " s", late);
        } catch (ExecutionException broken) {
            Throwable cause = broken.getCause() == null ? broken : broken.getCause();
            throw new QuernException(ErrorCode.NETWORK, String.valueOf(cause.getMessage()), cause);
        } finally {
            connection.close("the output has come");
        }
    }

    /// What one worker answers.
    private record Answer(CompletableFuture<KeptOutput> kept) implements ConnectionListener {
        @Override
        public void received(Connection connection, Message message) {
            if (message instanceof OutputKept output) {
                kept.complete(output.output());
            }
        }

        @Override
        public void closed(Connection connection, String reason) {
            kept.completeExceptionally(
                    new QuernException(ErrorCode.NETWORK, "the connection broke before the answer: " + reason));
        }
    }
}
