package io.quern.client;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.Question;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.task.FailureReport;
import io.quern.core.task.TaskFailure;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.Transport;
import io.quern.core.value.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A scheduler and a worker as small as they can be: each task of a batch runs when the batch comes, in the
/// thread that delivers it. Failures spread to dependants; nothing is placed, retried or lost.
final class InlineCluster implements ConnectionListener {
    private static final String DATA_ADDRESS = "local://inline-worker";

    private final Functions functions = Functions.of(InlineCluster.class.getClassLoader());
    private final ClassLoader loader = InlineCluster.class.getClassLoader();
    private final Map<RunId, HeldResult> results = new ConcurrentHashMap<>();
    private final Map<TaskKey, TaskFailure> failures = new ConcurrentHashMap<>();
    private final Map<TaskKey, String> keys = new ConcurrentHashMap<>();
    private final Map<String, TaskKey> names = new ConcurrentHashMap<>();
    private final Set<TaskKey> held = new ConcurrentSkipListSet<>();
    private final List<TaskBatch> batches = new ArrayList<>();
    private JobId session = new JobId(0, 0);

    InlineCluster(Transport transport, String address) {
        transport.listen(address, (_, _) -> this);
        transport.serve(DATA_ADDRESS, run -> Optional.ofNullable(results.get(run)));
    }

    /// Keys of the tasks that some client holds.
    Set<String> heldKeys() {
        return held.stream().map(keys::get).collect(Collectors.toSet());
    }

    synchronized List<TaskBatch> batches() {
        return List.copyOf(batches);
    }

    @Override
    public synchronized void received(Connection client, Message message) {
        switch ((ClientMessage) message) {
            case ClientMessage.RegisterClient register -> {
                session = register.session();
                client.send(new ClientNotice.ClientAccepted(new ClientId(1), 1, false));
            }
            case ClientMessage.SubmitTasks submitted -> run(client, submitted.batch());
            case ClientMessage.HoldTasks holds -> {
                held.addAll(holds.tasks());
                client.send(new ClientNotice.TasksEnded(
                        holds.tasks().stream().map(this::outcome).toList()));
            }
            case ClientMessage.EndSession _ -> held.clear();
            case ClientMessage.ReleaseTasks release -> each(release.job(), release.tasks(), held::remove);
            case ClientMessage.NameResult name -> {
                TaskKey owner = names.putIfAbsent(name.name(), name.task());
                boolean isFree = owner == null || owner.equals(name.task());
                if (name.replaces()) {
                    names.put(name.name(), name.task());
                }
                client.send(new ClientNotice.Answered(
                        name.request(),
                        isFree || name.replaces()
                                ? new Answer.Done()
                                : new Answer.Refused("the name " + name.name() + " is taken")));
            }
            case ClientMessage.UnnameResult name -> {
                names.remove(name.name(), name.task());
                client.send(new ClientNotice.Answered(name.request(), new Answer.Done()));
            }
            case ClientMessage.Ask ask -> client.send(new ClientNotice.Answered(ask.request(), answer(ask.question())));
            case ClientMessage.SubmitJob _,
                    ClientMessage.CancelJob _,
                    ClientMessage.ReleaseJob _,
                    ClientMessage.ListTasks _,
                    ClientMessage.ReportLostResult _,
                    ClientMessage.CancelTasks _,
                    ClientMessage.RetryTasks _,
                    ClientMessage.PauseWorkers _,
                    ClientMessage.RetireWorkers _,
                    ClientMessage.DetachTasks _,
                    ClientMessage.ValueNotSent _,
                    ClientMessage.ValuesKept _,
                    ClientMessage.ReplicateTasks _ -> throw new AssertionError("not for this cluster: " + message);
        }
    }

    private Answer answer(Question question) {
        return switch (question) {
            case Question.FindName name ->
                names.containsKey(name.name())
                        ? new Answer.TaskFound(names.get(name.name()), keys.get(names.get(name.name())))
                        : new Answer.Refused("nothing is named " + name.name());
            case Question.FindTask find ->
                keys.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(find.key()))
                        .findFirst()
                        .<Answer>map(entry -> new Answer.TaskFound(entry.getKey(), find.key()))
                        .orElseGet(() -> new Answer.Refused("no task has the key " + find.key()));
            case Question.DescribeTask describe ->
                new Answer.TaskDescribed(
                        describe.task(),
                        keys.get(describe.task()),
                        "function",
                        "",
                        "memory",
                        1,
                        "",
                        List.of("inline"),
                        8,
                        List.of(),
                        List.of("waiting", "memory"),
                        "it is done");
            case Question.ListWorkers _ ->
                new Answer.WorkersListed(List.of(new Answer.WorkerLine(
                        new WorkerId(1),
                        "inline",
                        DATA_ADDRESS,
                        1,
                        1 << 30,
                        1 << 29,
                        "running",
                        0,
                        results.size(),
                        0,
                        MemoryState.UNTOLD)));
            case Question.ListHeld(String worker, int from) -> held(worker, from);
            case Question.SuggestTarget _ -> new Answer.TargetSuggested(1, List.of());
            case Question.ListNames _ ->
                new Answer.NamesListed(new TreeMap<>(names)
                        .entrySet().stream()
                                .map(entry -> new Answer.NameLine(
                                        entry.getKey(), entry.getValue(), keys.get(entry.getValue())))
                                .toList());
        };
    }

    /// One result at a time.
    private Answer held(String worker, int from) {
        if (!worker.equals("inline")) {
            return new Answer.Refused("no worker has the name " + worker);
        }
        List<TaskKey> all = List.copyOf(new TreeSet<>(held));
        return new Answer.HeldListed(
                all.stream()
                        .skip(from)
                        .limit(1)
                        .map(task -> new Answer.HeldLine(task, keys.getOrDefault(task, ""), 8, 1))
                        .toList(),
                from + 1 < all.size() ? from + 1 : 0);
    }

    private void run(Connection client, TaskBatch batch) {
        batches.add(batch);
        client.send(new ClientNotice.BatchAccepted(batch.stage()));
        List<TaskOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            TaskKey task = new TaskKey(session, batch.stage(), i);
            keys.put(task, batch.key(i));
            run(batch, i, task);
            if (batch.isWanted(i)) {
                held.add(task);
                outcomes.add(outcome(task));
            }
        }
        client.send(new ClientNotice.TasksEnded(outcomes));
    }

    private void run(TaskBatch batch, int i, TaskKey task) {
        List<@Nullable Object> inputs = new ArrayList<>();
        for (int input = batch.inputsFrom(i); input < batch.inputsTo(i); input++) {
            TaskKey of = batch.inputStage(input) < 0
                    ? batch.foreign().get(-1 - batch.inputStage(input))
                    : new TaskKey(session, batch.inputStage(input), batch.inputPartition(input));
            if (failures.containsKey(of)) {
                failures.put(task, failures.get(of));
                return;
            }
            inputs.add(results.get(new RunId(of, 1)).value());
        }
        RunId run = new RunId(task, 1);
        try {
            results.put(run, new HeldResult(call(batch, i, inputs), 8));
        } catch (Exception thrown) {
            failures.put(task, FailureReport.of(thrown, run, batch.function(i).name(), "inline"));
        }
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object call(TaskBatch batch, int i, List<@Nullable Object> inputs) throws Exception {
        TaskFunction<Object> function =
                (TaskFunction<Object>) functions.deserialize(batch.function(i).code(), loader);
        Object argument = batch.argumentBytes(i) == 0 ? null : functions.deserialize(batch.argument(i), loader);
        return function.run(argument, new TaskInputs(List.of(inputs)), NoContext.INSTANCE);
    }

    private TaskOutcome outcome(TaskKey task) {
        TaskFailure failure = failures.get(task);
        if (failure != null) {
            return new TaskOutcome.Failed(task, failure);
        }
        RunId run = new RunId(task, 1);
        return results.containsKey(run)
                ? new TaskOutcome.Succeeded(
                        new ResultLocation(run, 8, List.of(new Holder(new WorkerId(1), DATA_ADDRESS))))
                : new TaskOutcome.Failed(
                        task,
                        new TaskFailure(
                                ErrorCode.INTERNAL,
                                run,
                                "none",
                                "",
                                1,
                                List.of(new TaskFailure.Cause("none", "no such task: " + task, List.of()))));
    }

    private static void each(JobId job, List<TaskRange> ranges, java.util.function.Consumer<TaskKey> action) {
        for (TaskRange range : ranges) {
            for (int partition = range.from(); partition < range.to(); partition++) {
                action.accept(new TaskKey(job, range.stage(), partition));
            }
        }
    }

    @Override
    public void closed(Connection client, String reason) {}
}
