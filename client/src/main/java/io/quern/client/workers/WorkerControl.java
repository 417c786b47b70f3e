package io.quern.client.workers;

import io.quern.client.link.Requests;
import io.quern.client.session.ClientSession;
import io.quern.core.message.Answer;
import io.quern.core.message.Answer.TargetSuggested;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.Question;
import java.time.Duration;
import java.util.List;

/// Which workers get tasks, and which of them leave. Thread-safe.
public final class WorkerControl {
    private final ClientSession session;

    /// For the framework; programs get it of their client.
    public WorkerControl(ClientSession session) {
        this.session = session;
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
                session.ask(request -> new ClientMessage.PauseWorkers(request, workers, isPaused)),
                Answer.Done.class,
                "whether " + workers + (isPaused ? " are paused" : " go on"));
    }

    /// Lets these workers go without losing anything: what runs there ends first, results that only they hold are
    /// copied to others, then their processes stop. Waits until they are gone, however long their runs take.
    ///
    /// @throws io.quern.core.error.QuernException USER where no worker has one of the names, or nobody can take
    ///     over what one holds; then it stays
    public void retire(List<String> workers) {
        Answer.Done _ = Requests.answer(
                session.ask(request -> new ClientMessage.RetireWorkers(request, workers)),
                Answer.Done.class,
                "whether " + workers + " have retired");
    }

    /// How many threads the cluster should have, so that what is ready now is done within about that time, and which
    /// workers could go.
    public TargetSuggested target(Duration within) {
        return Requests.answer(
                session.ask(request -> new ClientMessage.Ask(request, new Question.SuggestTarget(within.toNanos()))),
                TargetSuggested.class,
                "how large the cluster should be");
    }
}
