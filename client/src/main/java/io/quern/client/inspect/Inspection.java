package io.quern.client.inspect;

import io.quern.client.future.RemoteFuture;
import io.quern.client.link.Requests;
import io.quern.client.session.ClientSession;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Answer;
import io.quern.core.message.Answer.HeldLine;
import io.quern.core.message.Answer.HeldListed;
import io.quern.core.message.Answer.TaskDescribed;
import io.quern.core.message.Answer.TaskFound;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.Answer.WorkersListed;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Question;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Questions to the scheduler.
public final class Inspection {
    private final ClientSession session;

    public Inspection(ClientSession session) {
        this.session = session;
    }

    public List<WorkerLine> workers() {
        return Requests.answer(ask(new Question.ListWorkers()), WorkersListed.class, "the workers")
                .workers();
    }

    /// All that the scheduler knows of a task of this session.
    public TaskDescribed describe(String key) {
        return describe(find(key), key);
    }

    /// The task of this session that has the key.
    public TaskKey find(String key) {
        return Requests.answer(
                        ask(new Question.FindTask(session.id(), key)), TaskFound.class, "the task with the key " + key)
                .task();
    }

    private TaskDescribed describe(TaskKey task, String key) {
        return Requests.answer(ask(new Question.DescribeTask(task)), TaskDescribed.class, "the state of task " + key);
    }

    /// Names of the workers that hold the results, by the keys of the futures, in their order.
    public Map<String, List<String>> whoHas(Collection<? extends RemoteFuture<?>> futures) {
        Map<String, CompletableFuture<ClientNotice>> asked = new LinkedHashMap<>();
        for (RemoteFuture<?> future : futures) {
            asked.put(future.key(), ask(new Question.DescribeTask(session.task(future))));
        }
        Map<String, List<String>> holders = new LinkedHashMap<>();
        asked.forEach((key, answer) -> holders.put(
                key,
                Requests.answer(answer, TaskDescribed.class, "who has " + key).holders()));
        return Collections.unmodifiableMap(holders);
    }

    /// The results that each of these workers holds, by its name; asked for in parts, so what changes meanwhile may be
    /// missing.
    public Map<String, List<HeldLine>> hasWhat(Collection<String> workers) {
        Map<String, List<HeldLine>> held = new LinkedHashMap<>();
        for (String worker : workers) {
            held.put(worker, hasWhat(worker));
        }
        return Collections.unmodifiableMap(held);
    }

    private List<HeldLine> hasWhat(String worker) {
        List<HeldLine> results = new ArrayList<>();
        int from = 0;
        do {
            HeldListed part =
                    answer(new Question.ListHeld(worker, from), HeldListed.class, "what " + worker + " holds");
            results.addAll(part.results());
            from = part.next();
        } while (from > 0);
        return Collections.unmodifiableList(results);
    }

    /// The tasks of a job, by stage and partition.
    public List<ClientNotice.TaskLine> tasks(JobId job) {
        return Requests.await(
                        session.ask(request -> new ClientMessage.ListTasks(request, job)),
                        ClientNotice.TaskListing.class,
                        "the tasks of job " + job)
                .tasks();
    }

    private CompletableFuture<ClientNotice> ask(Question question) {
        return session.ask(request -> new ClientMessage.Ask(request, question));
    }

    /// What the scheduler has to say to a question that this class has no method for.
    <A extends Answer> A answer(Question question, Class<A> type, String what) {
        return Requests.answer(ask(question), type, what);
    }
}
