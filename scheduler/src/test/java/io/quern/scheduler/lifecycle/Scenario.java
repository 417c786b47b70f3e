package io.quern.scheduler.lifecycle;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.Holder;
import io.quern.core.message.Question;
import io.quern.core.message.WorkerMessage;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.settings.FailureSettings;
import io.quern.scheduler.settings.LimitSettings;
import io.quern.scheduler.settings.PlacementSettings;
import io.quern.scheduler.settings.SchedulerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plays a text file to a state machine: each line that is not indented is a command, the indented lines below it
/// are the instructions expected. `docs` of the commands: the files in `src/test/resources/scenarios`.
final class Scenario {
    private static final Pattern RUN = Pattern.compile("(\\w+)/(\\d+)\\[(\\d+)]#(?:(\\d+)\\.)?(\\d+)");
    private static final String MEMORY = "memory=";
    private static final String ROOM = "room=";
    private static final long EPOCH = 7;
    private static final long GATHER_NANOS = 5_000_000_000L;

    private static final List<String> REQUESTS = List.of(
            "submit",
            "cancel",
            "release",
            "list",
            "lost-result",
            "tasks",
            "again-tasks",
            "hold",
            "free",
            "stop",
            "retry",
            "detach",
            "name",
            "unname",
            "find",
            "describe",
            "workers",
            "names",
            "held",
            "find-name",
            "pause",
            "resume",
            "retire",
            "target",
            "replicate",
            "not-sent",
            "value-gone",
            "kept",
            "bye");

    private final ScenarioNames names = new ScenarioNames();
    private final BatchScript batches = new BatchScript(names);
    private final StageScript stages = new StageScript(names);
    /// Inventories are compared where a scenario says so.
    private SchedulerSettings settings =
            SchedulerSettings.DEFAULT.withFailure(FailureSettings.DEFAULT.withInventoryEvery(Duration.ZERO));
    private final ScenarioJournal journal = new ScenarioJournal();
    private SchedulerMachine machine = new SchedulerMachine(settings, EPOCH);
    private long nowNanos;

    /// Plays the commands of a script.
    ///
    /// @return the script with the instructions that really came
    String play(String script) {
        StringBuilder played = new StringBuilder();
        for (String line : script.lines().toList()) {
            if (line.startsWith("  ")) {
                continue;
            }
            played.append(line).append('\n');
            if (!line.isBlank() && !line.startsWith("#")) {
                for (String told : command(List.of(line.trim().split("\\s+")))) {
                    played.append("  ").append(told).append('\n');
                }
            }
        }
        return played.toString();
    }

    SchedulerMachine machine() {
        return machine;
    }

    private List<String> command(List<String> words) {
        return switch (words.getFirst()) {
            case "settings" -> configure(words);
            case "journal", "restart" -> restart(words);
            case "checkpoint" ->
                journal.replace(machine).stream().map(names::describe).toList();
            case "story" -> machine.story(run(words.get(1)).task());
            case "dropped" -> List.of(machine.dropped().toString());
            case "defects" -> List.of(machine.defects().toString());
            case "returns" -> handle(returned(words));
            case "turn" -> handle(turn(words.subList(1, words.size())));
            default -> handle(List.of(event(words)));
        };
    }

    /// `returns a 2 c/0[0]#1`: a worker registers and offers results, which come in one turn.
    private List<Event> returned(List<String> words) {
        Event registered = event(List.of("worker", words.get(1), words.get(2)));
        List<String> offers = new ArrayList<>(List.of("offers", words.get(1)));
        offers.addAll(words.subList(3, words.size()));
        return List.of(registered, event(offers));
    }

    /// `turn gone c ; lost a`: events that come in one turn.
    private List<Event> turn(List<String> words) {
        List<Event> events = new ArrayList<>();
        for (String command : String.join(" ", words).split(" ; ")) {
            events.add(event(List.of(command.split(" "))));
        }
        return events;
    }

    /// The scheduler dies, and another one begins with what is written; `restart code=5` has lost that code set.
    private List<String> restart(List<String> words) {
        Set<CodeHash> lost = words.size() > 1 ? Set.of(codeSet(words.get(1))) : Set.of();
        machine = SchedulerMachine.withJournal(settings, EPOCH);
        journal.replay(machine, nowNanos);
        return handle(List.of(new Event.Recovered(lost, GATHER_NANOS, nowNanos)));
    }

    private List<String> configure(List<String> words) {
        words.subList(1, words.size()).forEach(this::set);
        machine = new SchedulerMachine(settings, EPOCH);
        return List.of();
    }

    private List<String> handle(List<Event> turn) {
        List<String> told = new ArrayList<>();
        for (Instruction instruction : machine.handle(turn)) {
            journal.take(instruction);
            told.addAll(names.print(instruction));
        }
        machine.checkInvariants();
        return told;
    }

    private void set(String assignment) {
        String[] parts = assignment.split("=");
        FailureSettings failure = settings.failure();
        PlacementSettings placement = settings.placement();
        settings = switch (parts[0]) {
            case "saturation" -> settings.withPlacement(placement.withSaturation(Double.parseDouble(parts[1])));
            case "per-thread" -> settings.withPlacement(placement.withAssignedPerThread(Integer.parseInt(parts[1])));
            case "losses" ->
                settings.withFailure(new FailureSettings(
                        failure.suspectAfter(),
                        failure.deadAfter(),
                        failure.aloneAfterDeaths(),
                        failure.failAfterDeaths(),
                        failure.noWorkerMax(),
                        Integer.parseInt(parts[1]),
                        failure.inventoryEvery()));
            case "inventory" ->
                settings.withFailure(failure.withInventoryEvery(Duration.ofSeconds(Integer.parseInt(parts[1]))));
            case "no-worker" ->
                settings.withFailure(failure.withNoWorkerMax(Duration.ofSeconds(Integer.parseInt(parts[1]))));
            case "tasks-max" ->
                settings.withLimits(new LimitSettings(Integer.parseInt(parts[1]), 1_000_000, Long.MAX_VALUE, 1, 1_000));
            case "graph-bytes-max" ->
                settings.withLimits(settings.limits().withGraphBytesMax(Long.parseLong(parts[1])));
            case "listed-max" ->
                settings.withLimits(
                        new LimitSettings(1_000_000, 1_000_000, Long.MAX_VALUE, 1, Integer.parseInt(parts[1])));
            case "lease" -> settings.withClientLease(Duration.ofSeconds(Integer.parseInt(parts[1])));
            case "log-tasks" -> settings.withTasksLogged(true);
            default -> throw new IllegalArgumentException("no setting " + parts[0]);
        };
    }

    private Event event(List<String> words) {
        String subject = words.size() > 1 ? words.get(1) : "";
        return switch (words.getFirst()) {
            case "worker" ->
                new Event.WorkerRegistered(
                        names.newWorker(subject),
                        new WorkerMessage.RegisterWorker(
                                subject,
                                "tcp://" + subject,
                                Integer.parseInt(words.get(2)),
                                bytes(words, MEMORY, 1_000_000_000L),
                                bytes(words, ROOM, bytes(words, MEMORY, 1_000_000_000L)),
                                amounts(words.subList(3, words.size()).stream()
                                        .filter(word -> !word.startsWith(MEMORY) && !word.startsWith(ROOM))
                                        .toList())),
                        nowNanos);
            case "lost" ->
                new Event.WorkerLost(
                        names.worker(subject),
                        new DeathReport(
                                "connection closed", words.size() > 2 ? rest(words, 2) : "", false, List.of("oops")),
                        nowNanos);
            case "client" ->
                new Event.ClientRegistered(
                        names.newClient(subject),
                        subject,
                        names.newJob(subject),
                        words.contains("returning"),
                        nowNanos);
            case "gone" -> new Event.ClientLost(names.client(subject), "connection closed", nowNanos);
            case "codeless" ->
                new Event.BatchWithoutCode(
                        names.client(subject), batches.batch(subject, words.subList(2, words.size())), nowNanos);
            case "again-codeless" ->
                new Event.BatchWithoutCode(
                        names.client(subject),
                        batches.batchAgain(subject, Integer.parseInt(words.get(2)), words.subList(3, words.size())),
                        nowNanos);
            case "time" -> {
                nowNanos = (long) (Double.parseDouble(subject) * 1e9);
                yield new Event.TimePassed(nowNanos);
            }
            default ->
                REQUESTS.contains(words.getFirst())
                        ? new Event.ClientSpoke(names.client(subject), request(words), nowNanos)
                        : new Event.WorkerSpoke(names.worker(subject), report(words), nowNanos);
        };
    }

    /// Of a word such as `code=5`; none of any other.
    static CodeHash codeSet(String word) {
        return word.startsWith("code=") ? new CodeHash(Long.parseLong(word.substring(5)), 0, 0, 0) : CodeHash.NONE;
    }

    private static WorkerMessage failed(RunId run, String type, String message, String supertype) {
        return new WorkerMessage.TaskFailed(
                run,
                new TaskFailure(
                        ErrorCode.USER,
                        run,
                        "?",
                        "?",
                        1,
                        List.of(new TaskFailure.Cause(type, message, List.of(), List.of(supertype)))));
    }

    /// Of a word such as `memory=500`.
    private static long bytes(List<String> words, String name, long without) {
        return words.stream()
                .filter(word -> word.startsWith(name))
                .map(word -> Long.parseLong(word.substring(name.length())))
                .findFirst()
                .orElse(without);
    }

    private static String rest(List<String> words, int from) {
        return String.join(" ", words.subList(from, words.size()));
    }

    private ClientMessage request(List<String> words) {
        return switch (words.getFirst()) {
            case "submit" -> new ClientMessage.SubmitJob(stages.job(words.subList(2, words.size())));
            case "cancel" -> new ClientMessage.CancelJob(names.job(words.get(2)));
            case "release" -> new ClientMessage.ReleaseJob(names.job(words.get(2)));
            case "list" -> new ClientMessage.ListTasks(1, names.job(words.get(2)));
            case "lost-result" -> new ClientMessage.ReportLostResult(run(words.get(2)), names.worker(words.get(3)));
            default -> taskRequest(words.getFirst(), words.get(1), words.subList(2, words.size()));
        };
    }

    private ClientMessage taskRequest(String command, String client, List<String> rest) {
        return switch (command) {
            case "tasks" -> new ClientMessage.SubmitTasks(batches.batch(client, rest));
            case "again-tasks" ->
                new ClientMessage.SubmitTasks(
                        batches.batchAgain(client, Integer.parseInt(rest.getFirst()), rest.subList(1, rest.size())));
            case "hold" -> new ClientMessage.HoldTasks(batches.tasks(client, rest));
            case "free" ->
                new ClientMessage.ReleaseTasks(batches.sessionOf(client, rest), batches.ranges(client, rest));
            case "stop" ->
                new ClientMessage.CancelTasks(
                        batches.sessionOf(client, rest), batches.ranges(client, rest), "not wanted");
            case "retry" -> new ClientMessage.RetryTasks(batches.sessionOf(client, rest), batches.ranges(client, rest));
            case "detach" ->
                new ClientMessage.DetachTasks(batches.sessionOf(client, rest), batches.ranges(client, rest));
            case "name" ->
                new ClientMessage.NameResult(1, rest.get(0), batches.task(client, rest.get(1)), rest.size() > 2);
            case "unname" -> new ClientMessage.UnnameResult(1, rest.get(0), batches.task(client, rest.get(1)));
            case "find" -> new ClientMessage.Ask(1, new Question.FindTask(names.job(client), rest.getFirst()));
            case "describe" ->
                new ClientMessage.Ask(1, new Question.DescribeTask(batches.task(client, rest.getFirst())));
            case "workers" -> new ClientMessage.Ask(1, new Question.ListWorkers());
            case "held" ->
                new ClientMessage.Ask(
                        1, new Question.ListHeld(rest.getFirst(), rest.size() > 1 ? Integer.parseInt(rest.get(1)) : 0));
            case "names" -> new ClientMessage.Ask(1, new Question.ListNames());
            case "target" ->
                new ClientMessage.Ask(
                        1, new Question.SuggestTarget((long) (Double.parseDouble(rest.getFirst()) * 1e9)));
            case "find-name" -> new ClientMessage.Ask(1, new Question.FindName(rest.getFirst()));
            case "pause" -> new ClientMessage.PauseWorkers(1, rest, true);
            case "resume" -> new ClientMessage.PauseWorkers(1, rest, false);
            case "retire" -> new ClientMessage.RetireWorkers(1, rest);
            case "replicate" ->
                new ClientMessage.ReplicateTasks(
                        1,
                        batches.tasks(client, rest.subList(1, rest.size())),
                        rest.getFirst().equals("everywhere")
                                ? ClientMessage.ReplicateTasks.EVERYWHERE
                                : Integer.parseInt(rest.getFirst()));
            case "not-sent", "value-gone" ->
                new ClientMessage.ValueNotSent(run(rest.getFirst()), command.equals("value-gone"), rest(rest, 1));
            case "kept" -> new ClientMessage.ValuesKept(batches.tasks(client, rest));
            case "bye" -> new ClientMessage.EndSession();
            default -> throw new IllegalArgumentException("no command " + command);
        };
    }

    private WorkerMessage report(List<String> words) {
        String command = words.getFirst();
        if (command.equals("heartbeat")) {
            return new WorkerMessage.Heartbeat(0, 0, 0);
        }
        if (command.equals("registers-again")) {
            return new WorkerMessage.RegisterWorker(words.get(1), "tcp://x", 1, 1);
        }
        if (command.equals("stands-in")) {
            return new WorkerMessage.PredecessorDied(
                    rest(words, 2), words.get(2).equals("ran"), List.of("Killed"));
        }
        if (command.equals("lingers")) {
            return new WorkerMessage.RunsLinger(
                    words.subList(4, words.size()).stream()
                            .map(word -> new WorkerMessage.LingeringRun(
                                    run(word), Long.parseLong(words.get(2)) * 1_000_000_000))
                            .toList(),
                    words.get(3).equals("recycle"));
        }
        if (command.equals("offers")) {
            return new WorkerMessage.OfferResults(words.subList(2, words.size()).stream()
                    .map(word -> new WorkerMessage.OfferedResult(run(word), 100))
                    .toList());
        }
        if (command.equals("has")) {
            return inventory(words);
        }
        RunId run = run(words.get(2));
        return switch (command) {
            case "started" -> new WorkerMessage.TaskStarted(run);
            case "succeeded" ->
                new WorkerMessage.TaskSucceeded(
                        run,
                        Long.parseLong(words.get(3)),
                        1_000_000,
                        amounts(words.subList(4, words.size())),
                        Payload.EMPTY);
            case "planned" ->
                new WorkerMessage.StagesPlanned(
                        new WorkerMessage.TaskSucceeded(
                                run, Long.parseLong(words.get(3)), 1_000_000, Map.of(), Payload.EMPTY),
                        stages.plan(run.task().job(), words.subList(4, words.size())));
            case "told" ->
                new WorkerMessage.TaskSucceeded(
                        run, 1, 1_000_000, Map.of(), Payload.of(words.get(3).getBytes(StandardCharsets.UTF_8)));
            case "failed" -> failed(run, "Boom", rest(words, 3), "java.io.IOException");
            case "unlinked" -> failed(run, "java.lang.UnsatisfiedLinkError", rest(words, 3), "java.lang.LinkageError");
            case "input-lost" -> new WorkerMessage.InputLost(run, run(words.get(3)), names.worker(words.get(4)));
            case "replica" -> new WorkerMessage.ReplicaAdded(run);
            case "returned" -> new WorkerMessage.RunReturned(run);
            case "copy-failed" ->
                new WorkerMessage.CopyFailed(
                        run, words.get(3).equals("client") ? Holder.CLIENT : names.worker(words.get(3)));
            case "commit" -> new WorkerMessage.AskCommit(run);
            case "blocked" -> new WorkerMessage.TaskBlocked(run);
            case "unblocked" -> new WorkerMessage.TaskUnblocked(run);
            default -> throw new IllegalArgumentException("no command " + words);
        };
    }

    /// `has a 3 runs c/0[0]#1 results c/0[1]#1 c/0[2]#1`.
    private WorkerMessage inventory(List<String> words) {
        int results = words.indexOf("results");
        List<RunId> held =
                words.subList(results + 1, words.size()).stream().map(this::run).toList();
        return new WorkerMessage.InventoryTold(
                Long.parseLong(words.get(2)),
                words.subList(4, results).stream().map(this::run).toList(),
                held.size(),
                held.stream().mapToLong(RunId::digest).sum());
    }

    /// Words such as `rows=7`.
    static Map<String, Long> amounts(List<String> words) {
        Map<String, Long> amounts = new TreeMap<>();
        for (String word : words) {
            String[] parts = word.split("=");
            amounts.put(parts[0], Long.parseLong(parts[1]));
        }
        return amounts;
    }

    private RunId run(String text) {
        Matcher matcher = RUN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a run: " + text);
        }
        TaskKey key = new TaskKey(
                names.job(matcher.group(1)), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
        int life = matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4));
        return new RunId(key, RunId.attemptsBefore(life) + Integer.parseInt(matcher.group(5)));
    }
}
