package io.quern.client.inspect;

import io.quern.client.future.RemoteFuture;
import io.quern.client.link.Requests;
import io.quern.client.session.ClientSession;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Answer;
import io.quern.core.message.Answer.NameLine;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.Question;
import java.util.List;

/// Results under names, which outlive the client that made them.
public final class NamedResults {
    private final ClientSession session;
    private final Inspection inspection;

    public NamedResults(ClientSession session, Inspection inspection) {
        this.session = session;
        this.inspection = inspection;
    }

    /// @param replaces whether the name may be taken from another result
    public void publish(String name, RemoteFuture<?> future, boolean replaces) {
        Answer.Done _ = Requests.answer(
                session.ask(request -> new ClientMessage.NameResult(request, name, session.task(future), replaces)),
                Answer.Done.class,
                "whether " + name + " is published");
    }

    public <T> RemoteFuture<T> attach(String name) {
        Answer.TaskFound found = find(name);
        return session.attach(found.task(), found.key());
    }

    private Answer.TaskFound find(String name) {
        return inspection.answer(new Question.FindName(name), Answer.TaskFound.class, "the result named " + name);
    }

    /// Looks first whose name it is: what is asked for then may be asked for twice.
    public void unpublish(String name) {
        TaskKey task = find(name).task();
        Answer.Done _ = Requests.answer(
                session.ask(request -> new ClientMessage.UnnameResult(request, name, task)),
                Answer.Done.class,
                "whether " + name + " is given up");
    }

    public List<NameLine> list() {
        return inspection
                .answer(new Question.ListNames(), Answer.NamesListed.class, "the named results")
                .names();
    }
}
