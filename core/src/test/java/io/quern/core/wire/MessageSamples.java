package io.quern.core.wire;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CodeMessage;
import io.quern.core.message.HandshakeMessage;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Question;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.Role;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.TransferMessage;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.task.KeptOutput;
import io.quern.core.task.OutputLine;
import io.quern.core.task.OutputSource;
import io.quern.core.task.RunOutput;
import io.quern.core.task.TaskFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Messages for tests: one of each kind, all from one random source, so that a seed names them.
final class MessageSamples {
    /// Not drawn: what is drawn for one message moves all that follow.
    private static final TaskKey NAMED = new TaskKey(new JobId(7, 8), 3, 4);

    private final Random random;
    private final PlannerSamples planners;

    MessageSamples(long seed) {
        this.random = new Random(seed);
        this.planners = new PlannerSamples(seed);
    }

    /// Every record that is a message.
    static List<Class<?>> kinds() {
        return kinds(Message.class).toList();
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MessageSamples::kinds)
                : Stream.of(type);
    }

    /// One message of each kind, in the order of [#kinds()].
    List<Message> all() {
        List<Message> all = new ArrayList<>();
        all.addAll(handshake());
        all.addAll(client());
        all.addAll(notices());
        all.addAll(worker());
        all.addAll(instructions());
        all.addAll(transfer());
        all.add(new Ping());
        all.addAll(new SharedSamples(random).all());
        return all;
    }

    private List<Message> handshake() {
        return List.of(
                new HandshakeMessage.Hello(oneOf(Role.values()), text(), list(this::version), payload()),
                new HandshakeMessage.Challenge(list(this::version), payload(), List.of(payload())),
                new HandshakeMessage.Proof(payload()),
                new HandshakeMessage.Welcome(text()),
                new HandshakeMessage.Refused(oneOf(HandshakeMessage.Reason.values()), text()));
    }

    private List<Message> client() {
        return List.of(
                new ClientMessage.RegisterClient(text(), job(), true),
                new ClientMessage.SubmitJob(jobSpec()),
                new ClientMessage.CancelJob(job()),
                new ClientMessage.ReleaseJob(job()),
                new ClientMessage.ListTasks(random.nextLong(), job()),
                new ClientMessage.ReportLostResult(run(), worker(random.nextLong())),
                new ClientMessage.SubmitTasks(new BatchSamples(random).batch()),
                new ClientMessage.HoldTasks(list(this::task)),
                new ClientMessage.ReleaseTasks(job(), list(this::range)),
                new ClientMessage.CancelTasks(job(), list(this::range), text()),
                new ClientMessage.RetryTasks(job(), list(this::range)),
                new ClientMessage.DetachTasks(job(), list(this::range)),
                new ClientMessage.NameResult(random.nextLong(), text(), task(), random.nextBoolean()),
                new ClientMessage.UnnameResult(random.nextLong(), text(), NAMED),
                new ClientMessage.PauseWorkers(random.nextLong(), list(this::text), random.nextBoolean()),
                new ClientMessage.RetireWorkers(random.nextLong(), list(this::text)),
                new ClientMessage.ValueNotSent(run(), random.nextBoolean(), text()),
                new ClientMessage.ValuesKept(list(this::task)),
                new ClientMessage.ReplicateTasks(random.nextLong(), list(this::task), 1 + random.nextInt(9)),
                new ClientMessage.EndSession(),
                new ClientMessage.Ask(random.nextLong(), question()));
    }

    private List<Message> notices() {
        return List.of(
                new ClientNotice.ClientAccepted(
                        new ClientId(random.nextLong()), random.nextLong(), random.nextBoolean()),
                new ClientNotice.JobAccepted(job()),
                new ClientNotice.JobProgress(
                        job(),
                        list(() -> new ClientNotice.StageProgress(text(), number(), number(), number(), counters()))),
                new ClientNotice.JobFinished(job(), List.of(list(this::location), List.of())),
                new ClientNotice.JobFailed(job(), failure()),
                new ClientNotice.JobRefused(job(), text()),
                new ClientNotice.JobCancelled(job()),
                new ClientNotice.TaskListing(
                        random.nextLong(),
                        list(() -> new ClientNotice.TaskLine(run().task(), text(), text(), number(), text()))),
                new ClientNotice.BatchAccepted(number()),
                new ClientNotice.BatchRefused(number(), text()),
                new ClientNotice.TasksEnded(list(this::outcome)),
                new ClientNotice.SendValue(run(), new Holder(worker(random.nextLong()), text())),
                new ClientNotice.Answered(random.nextLong(), answer()));
    }

    private TaskOutcome outcome() {
        return switch (random.nextInt(3)) {
            case 0 -> new TaskOutcome.Succeeded(location(), payload());
            case 1 -> new TaskOutcome.Failed(task(), failure());
            default -> new TaskOutcome.Cancelled(task(), text());
        };
    }

    private Question question() {
        return switch (random.nextInt(7)) {
            case 0 -> new Question.FindTask(job(), text());
            case 1 -> new Question.DescribeTask(task());
            case 2 -> new Question.ListWorkers();
            case 3 -> new Question.ListNames();
            case 4 -> new Question.SuggestTarget(random.nextLong());
            case 5 -> new Question.ListHeld(text(), number());
            default -> new Question.FindName(text());
        };
    }

    private Answer answer() {
        return switch (random.nextInt(8)) {
            case 0 -> new Answer.Done();
            case 1 -> new Answer.Refused(text());
            case 2 -> new Answer.TaskFound(task(), text());
            case 3 ->
                new Answer.TaskDescribed(
                        task(),
                        text(),
                        text(),
                        text(),
                        text(),
                        number(),
                        text(),
                        list(this::text),
                        random.nextLong(),
                        list(this::task),
                        list(this::text),
                        text());
            case 4 -> new Answer.WorkersListed(list(this::workerLine));
            case 5 -> new Answer.TargetSuggested(number(), list(this::text));
            case 6 ->
                new Answer.HeldListed(
                        list(() -> new Answer.HeldLine(task(), text(), random.nextLong(), number())), number());
            default -> new Answer.NamesListed(list(() -> new Answer.NameLine(text(), task(), text())));
        };
    }

    private Answer.WorkerLine workerLine() {
        return new Answer.WorkerLine(
                worker(random.nextLong()),
                text(),
                text(),
                number(),
                random.nextLong(),
                random.nextLong(),
                text(),
                number(),
                number(),
                random.nextLong(),
                memory());
    }

    private MemoryState memory() {
        return new MemoryState(
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextBoolean(),
                text(),
                list(() -> new WorkerMessage.Reserved(text(), text(), random.nextLong())));
    }

    private List<Message> worker() {
        return List.of(
                new WorkerMessage.RegisterWorker(
                        text(),
                        text(),
                        number(),
                        random.nextLong(1L << 40, Long.MAX_VALUE),
                        random.nextLong(1, 1L << 40),
                        counters()),
                new WorkerMessage.OfferResults(list(() -> new WorkerMessage.OfferedResult(run(), random.nextLong()))),
                new WorkerMessage.PredecessorDied(text(), random.nextBoolean(), list(this::text)),
                new WorkerMessage.TaskStarted(run()),
                new WorkerMessage.TaskSucceeded(run(), random.nextLong(), random.nextLong(), counters(), payload()),
                planners.planned(),
                new WorkerMessage.TaskFailed(run(), failure()),
                new WorkerMessage.InputLost(run(), run(), worker(random.nextLong())),
                new WorkerMessage.TaskBlocked(run()),
                new WorkerMessage.TaskUnblocked(run()),
                new WorkerMessage.ReplicaAdded(run()),
                new WorkerMessage.RunReturned(run()),
                new WorkerMessage.CopyFailed(run(), worker(random.nextLong())),
                new WorkerMessage.AskCommit(run()),
                new WorkerMessage.RunsLinger(list(this::lingeringRun), random.nextBoolean()),
                new WorkerMessage.InventoryTold(random.nextLong(), list(this::run), number(), random.nextLong()),
                new WorkerMessage.ResultDamaged(run(), text()),
                new WorkerMessage.MemoryTold(memory()),
                new WorkerMessage.Heartbeat(number(), number(), random.nextLong()));
    }

    private List<Message> instructions() {
        return List.of(
                new WorkerInstruction.WorkerAccepted(worker(random.nextLong()), random.nextLong()),
                new WorkerInstruction.DefineFunction(
                        job(), number(), number(), text(), number(), payload(), code(), list(this::number)),
                new WorkerInstruction.AssignTask(
                        run(), number(), random.nextLong(), payload(), list(() -> list(this::location))),
                planners.assigned(),
                new WorkerInstruction.CancelRun(run()),
                new WorkerInstruction.RecallRun(run()),
                new WorkerInstruction.CopyResult(location()),
                new WorkerInstruction.DropResults(list(this::run)),
                new WorkerInstruction.DropStages(job(), list(this::number)),
                new WorkerInstruction.DropJob(job()),
                new WorkerInstruction.AnswerCommit(run(), random.nextBoolean()),
                new WorkerInstruction.CheckInventory(random.nextLong()),
                new WorkerInstruction.ListResults(random.nextLong()),
                stop(text()));
    }

    private List<Message> transfer() {
        return List.of(
                new TransferMessage.FetchResult(random.nextLong(), run(), number() - 1, random.nextLong()),
                new TransferMessage.GrantCredit(random.nextLong(), random.nextLong()),
                new TransferMessage.ResultChunk(random.nextLong(), payload(), random.nextBoolean()),
                new TransferMessage.ResultAbsent(random.nextLong(), text()),
                new TransferMessage.StopFetch(random.nextLong()),
                new TransferMessage.FetchOutput(random.nextLong(), task()),
                new TransferMessage.OutputKept(
                        random.nextLong(), new KeptOutput(random.nextBoolean(), list(this::runOutput))),
                new TransferMessage.OfferValues(text()),
                new CodeMessage.OfferCode(random.nextLong(), payload()),
                new CodeMessage.CodeStored(random.nextLong()),
                new CodeMessage.CodeRefused(random.nextLong(), text()),
                new CodeMessage.ReadBlob(random.nextLong(), code(), random.nextLong(), number()),
                new CodeMessage.BlobPiece(random.nextLong(), payload()),
                new CodeMessage.BlobAbsent(random.nextLong(), text()));
    }

    private JobSpec jobSpec() {
        int leaves = 1 + random.nextInt(9);
        List<Payload> arguments = new ArrayList<>();
        for (int i = 0; i < leaves; i++) {
            arguments.add(payload());
        }
        int slices = 1 + random.nextInt(5);
        List<StageSpec> stages = List.of(
                new StageSpec(0, text(), leaves, random.nextBoolean(), List.of(), payload(), arguments),
                new StageSpec(1, text(), leaves, false, List.of(new StageInput.OneToOne(0)), payload(), List.of()),
                new StageSpec(
                        2,
                        text(),
                        StageInput.Tree.tasks(leaves, 2),
                        false,
                        List.of(new StageInput.Tree(1, 2)),
                        payload(),
                        List.of()),
                new StageSpec(
                        3,
                        text(),
                        slices,
                        false,
                        List.of(new StageInput.Slices(0), new StageInput.Broadcast(2)),
                        payload(),
                        List.of()));
        return new JobSpec(job(), text(), stages, List.of(2, 3), code());
    }

    private TaskFailure failure() {
        List<TaskFailure.Cause> causes = new ArrayList<>(list(this::cause));
        causes.add(cause());
        return new TaskFailure(oneOf(ErrorCode.values()), run(), text(), text(), number(), causes, list(this::text));
    }

    private WorkerMessage.LingeringRun lingeringRun() {
        return new WorkerMessage.LingeringRun(run(), random.nextLong());
    }

    private RunOutput runOutput() {
        return new RunOutput(number(), text(), list(this::outputLine));
    }

    private OutputLine outputLine() {
        return new OutputLine(oneOf(OutputSource.values()), random.nextLong(), text());
    }

    private TaskFailure.Cause cause() {
        return new TaskFailure.Cause(text(), text(), list(this::text), list(this::text));
    }

    private ResultLocation location() {
        List<Holder> holders = new ArrayList<>(list(this::holder));
        holders.add(holder());
        return new ResultLocation(run(), random.nextLong(), holders);
    }

    private Holder holder() {
        return new Holder(worker(random.nextLong()), text());
    }

    private HandshakeMessage.Version version() {
        return new HandshakeMessage.Version(text(), text());
    }

    private static WorkerId worker(long value) {
        return new WorkerId(value);
    }

    private JobId job() {
        return new JobId(random.nextLong(), random.nextLong());
    }

    private CodeHash code() {
        return new CodeHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private RunId run() {
        return new RunId(task(), 1 + random.nextInt(1_000));
    }

    private TaskKey task() {
        return new TaskKey(job(), number(), number());
    }

    private TaskRange range() {
        int from = random.nextInt(1_000_000);
        return new TaskRange(number(), from, from + random.nextInt(1_000));
    }

    private Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            counters.put(text(), random.nextLong());
        }
        return counters;
    }

    private int number() {
        return random.nextInt() >>> (1 + random.nextInt(31));
    }

    private Payload payload() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return Payload.of(bytes);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(oneOf(new Integer[] {97 + random.nextInt(26), 0x20, 0xFC, 0x2192, 0x1D11E}));
        }
        return text.toString();
    }

    private <T> List<T> list(Supplier<T> each) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(each.get());
        }
        return list;
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static WorkerInstruction.StopWorker stop(String reason) {
        return new WorkerInstruction.StopWorker(reason, reason.length() % 2 == 0);
    }
}
