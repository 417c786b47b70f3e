package io.quern.client.workers;

import io.quern.client.link.Requests;
import io.quern.core.message.Answer;
import io.quern.core.message.Answer.TargetSuggested;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Question;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongFunction;

/// Which workers get tasks, and which of them leave. Thread-safe.
public final class WorkerControl {
    private final Function<LongFunction<ClientMessage>, CompletableFuture<ClientNotice>> scheduler;

    /// For the framework; programs get it of their client.
    ///
    /// @param scheduler sends a request, which it gives a number, and gives its answer
    public WorkerControl(Function<LongFunction<ClientMessage>, CompletableFuture<ClientNotice>> scheduler) {
        this.scheduler = scheduler;
    }

    /// Gives these workers no new tasks; what they have goes on.
    ///
    /// @throws io.quern.core.error.QuernException USER where no worker has one of the names
    public void pause(List<String> workers) {
        setPaused(workers, true);
    }

    /// Gives paused workers tasks again.
    ///
    /// @throws io.quern.core.error.QuernException USER where no worker has one of the names
    public void resume(List<String> workers) {
        setPaused(workers, false);
    }

    private void setPaused(List<String> workers, boolean isPaused) {
        Answer.Done _ = Requests.answer(
                scheduler.apply(request -> new ClientMessage.PauseWorkers(request, workers, isPaused)),
                Answer.Done.class,
                "whether " + workers + (isPaused ? " are paused" : " go on"));
    }

    /// Lets these workers go without losing anything: what runs there ends first, results that only they hold are
    /// copied to others, then their processes stop. Waits until they are gone, however long their runs take,
    /// also where the scheduler is killed and started again with its journal meanwhile.
    ///
    /// @throws io.quern.core.error.QuernException USER where no worker has one of the names, or nobody can take
    ///     over what one holds; then it stays
    public void retire(List<String> workers) {
        Answer.Done _ = Requests.answer(
                scheduler.apply(request -> new ClientMessage.RetireWorkers(request, workers)),
                Answer.Done.class,
                "whether " + workers + " have retired");
    }

    /// How many threads the cluster should have, so that what is ready now is done within about that time, and which
    /// workers could go.
    public TargetSuggested target(Duration within) {
        return Requests.answer(
                scheduler.apply(
                        request -> new ClientMessage.Ask(request, new Question.SuggestTarget(within.toNanos()))),
                TargetSuggested.class,
                "how large the cluster should be");
    }
}
