package io.quern.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerInstruction.AnswerCommit;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.CheckInventory;
import io.quern.core.message.WorkerInstruction.CopyResult;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerInstruction.DropJob;
import io.quern.core.message.WorkerInstruction.DropResults;
import io.quern.core.message.WorkerInstruction.ListResults;
import io.quern.core.message.WorkerInstruction.RecallRun;
import io.quern.core.message.WorkerInstruction.WorkerAccepted;
import io.quern.core.message.WorkerMessage;
import io.quern.core.message.WorkerMessage.InventoryTold;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.worker.execution.ExecutionEvent.CommitAsked;
import io.quern.worker.execution.ExecutionEvent.Connected;
import io.quern.worker.execution.ExecutionEvent.ConnectionLost;
import io.quern.worker.execution.ExecutionEvent.FetchAbsent;
import io.quern.worker.execution.ExecutionEvent.FetchSucceeded;
import io.quern.worker.execution.ExecutionEvent.HolderUnreachable;
import io.quern.worker.execution.ExecutionEvent.InputUnreadable;
import io.quern.worker.execution.ExecutionEvent.IntakeChanged;
import io.quern.worker.execution.ExecutionEvent.ResultDamaged;
import io.quern.worker.execution.ExecutionEvent.RunBlocked;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunLostInput;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionEvent.RunUnblocked;
import io.quern.worker.execution.ExecutionEvent.SchedulerPinged;
import io.quern.worker.execution.ExecutionEvent.SchedulerSpoke;
import io.quern.worker.execution.ExecutionEvent.TimePassed;
import io.quern.worker.execution.story.StoryLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// A scheduler, peers, threads and a store around one machine, all random, all within the protocol.
final class WorkerSimulation {
    private static final int INPUTS = 12;

    private final SplittableRandom random;
    private final WorkerMachine machine;
    private final int fetchesMax;

    /// Runs are short, and few fail or wait: so that the machine hands some over ahead.
    private final boolean isCalm;

    /// Its memory is short now and then.
    private final boolean isPausing;

    private final Set<RunId> store = new TreeSet<>();
    private final Map<RunId, Holder> fetching = new TreeMap<>();
    private final Set<RunId> started = new TreeSet<>();
    private final Set<RunId> interrupted = new TreeSet<>();
    private final Map<RunId, ResultLocation> exchanges = new HashMap<>();

    /// Taken back before they began; that is reported later.
    private final Set<RunId> recalled = new TreeSet<>();

    private final SimulatedSlots slots;
    /// What the scheduler knows of the runs that it assigned on this stream and has not given up.
    private final Set<RunId> assigned = new TreeSet<>();

    private final Set<RunId> ended = new TreeSet<>();
    private final Set<RunId> failed = new TreeSet<>();
    private final Set<RunId> asking = new TreeSet<>();

    private final Set<String> taken = new TreeSet<>();
    private final TraceDigest trace = new TraceDigest();
    private long events;
    private long nowNanos;
    private long stream;
    private boolean isOpen;
    private boolean isPaused;
    private final Map<RunId, List<RunId>> inputsOf = new TreeMap<>();
    private int jobs;
    private int runs;
    private JobId job = new JobId(1, 0);
    /// Results that were kept over the end of a stream.
    private final Set<RunId> offered = new TreeSet<>();
    /// What it said last.
    private InventoryTold inventory;

    WorkerSimulation(long seed) {
        this.random = new SplittableRandom(seed);
        int threads = 1 + random.nextInt(3);
        this.slots = new SimulatedSlots(threads);
        this.fetchesMax = 1 + random.nextInt(3);
        this.isCalm = random.nextInt(3) == 0;
        this.isPausing = !isCalm && random.nextInt(3) == 0;
        RegisterWorker registration = new RegisterWorker("w", "local://w", threads, 1L << 30);
        this.machine = new WorkerMachine(new ExecutionSettings(
                registration, fetchesMax, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ZERO, 400, true));
    }

    Set<String> taken() {
        return taken;
    }

    /// The most runs that were handed over and waited for a thread.
    int mostAhead() {
        return slots.mostAhead();
    }

    long trace() {
        return trace.value();
    }

    void run(int steps) {
        connect();
        for (int i = 0; i < steps; i++) {
            step();
        }
        finish();
    }

    private void step() {
        if (!isOpen) {
            connect();
            return;
        }
        if (isPausing && random.nextInt(isPaused ? 8 : 40) == 0) {
            isPaused = !isPaused;
            tell(new IntakeChanged(isPaused));
            return;
        }
        if (!recalled.isEmpty() && random.nextInt(4) == 0) {
            reportRecalled();
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 25) {
            assign();
        } else if (dice < 45 && !fetching.isEmpty()) {
            landFetch();
        } else if (dice < 63 && !begun().isEmpty()) {
            endRun(pick(begun()));
        } else if (dice < 70 && !isCalm && !started.isEmpty()) {
            waitForOthers();
        } else if (dice < 75 && !begun().isEmpty()) {
            askCommit();
        } else if (dice < 79 && !asking.isEmpty()) {
            RunId run = pick(asking);
            asking.remove(run);
            scheduler(new AnswerCommit(run, random.nextBoolean()));
        } else if (dice < 86 && !assigned.isEmpty()) {
            RunId run = pick(assigned);
            assigned.remove(run);
            ended.remove(run);
            failed.remove(run);
            scheduler(new CancelRun(run));
        } else if (dice < 89 && !assigned.isEmpty()) {
            scheduler(new RecallRun(pick(assigned)));
        } else if (dice < 91) {
            RunId result = new RunId(new TaskKey(job, 0, random.nextInt(INPUTS)), 1);
            scheduler(new CopyResult(new ResultLocation(result, 1, holders())));
        } else if (dice < 95) {
            drop();
        } else if (dice < 96) {
            dropJob();
        } else if (dice < 97) {
            loseStream();
        } else {
            passTime();
        }
    }

    /// Heals everything: what runs ends, what flies lands, and nothing is left once the job is dropped.
    private void finish() {
        if (!isOpen) {
            connect();
        }
        while (!started.isEmpty() || !fetching.isEmpty() || !recalled.isEmpty()) {
            if (!recalled.isEmpty()) {
                reportRecalled();
            } else if (started.isEmpty()) {
                RunId result = fetching.keySet().iterator().next();
                fetching.remove(result);
                store.add(result);
                tell(new FetchSucceeded(result, 1));
            } else {
                endRun(begun().getFirst());
            }
        }
        for (int number = 1; number <= jobs; number++) {
            scheduler(new DropJob(new JobId(1, number)));
        }
        assertThat(store).isEmpty();
        assertThat(machine.occupiedSlots()).isZero();
        assertThat(machine.liveBytes()).isZero();
    }

    private void connect() {
        stream++;
        isOpen = true;
        assigned.clear();
        ended.clear();
        failed.clear();
        asking.clear();
        offered.clear();
        tell(new Connected(stream, nowNanos));
        assertThat(offered).as("what is held is offered, all of it").isEqualTo(store);
        scheduler(new WorkerAccepted(new WorkerId(stream), 1));
        answerOffers();
        define();
    }

    /// The scheduler has forgotten the job, or wants some of the results, or is a new one and knows all of them.
    private void answerOffers() {
        switch (random.nextInt(3)) {
            case 0 -> scheduler(new DropJob(job));
            case 1 ->
                scheduler(new DropResults(
                        offered.stream().filter(_ -> random.nextBoolean()).toList()));
            default -> {}
        }
    }

    private void define() {
        job = new JobId(1, ++jobs);
        scheduler(new DefineFunction(job, 0, 0, "inputs", 1_000, Payload.EMPTY));
        scheduler(new DefineFunction(job, 1, 0, "runs", 1_000, Payload.EMPTY, CodeHash.NONE, List.of(1)));
    }

    private void assign() {
        List<ResultLocation> inputs = new ArrayList<>();
        int wanted = random.nextInt(4);
        for (int i = 0; i < wanted; i++) {
            boolean isOwn = !ended.isEmpty() && random.nextInt(3) == 0;
            RunId input = isOwn ? pick(ended) : new RunId(new TaskKey(job, 0, random.nextInt(INPUTS)), 1);
            inputs.add(new ResultLocation(input, 1, holders()));
        }
        RunId run = new RunId(new TaskKey(job, 1, runs++), 1 + random.nextInt(3));
        assigned.add(run);
        scheduler(new AssignTask(run, 0, random.nextInt(20), Payload.EMPTY, List.of(inputs, exchanged())));
    }

    /// Outputs of which the run reads its part itself: nobody fetches them, and it may lose one.
    private List<ResultLocation> exchanged() {
        return !isCalm && random.nextInt(2) == 0
                ? List.of(new ResultLocation(new RunId(new TaskKey(job, 0, INPUTS), 1), 1, holders()))
                : List.of();
    }

    private List<Holder> holders() {
        List<Holder> holders = new ArrayList<>();
        for (int h = 1 + random.nextInt(3); h > 0; h--) {
            // Now and then the scheduler believes that this worker has it.
            long worker = random.nextInt(10) == 0 ? stream : 1_000 + random.nextInt(4);
            holders.add(new Holder(new WorkerId(worker), "local://" + worker));
        }
        return holders;
    }

    private void landFetch() {
        RunId result = pick(fetching.keySet());
        Holder holder = fetching.remove(result);
        int dice = random.nextInt(4);
        if (dice == 0) {
            tell(new FetchAbsent(result, holder, "gone"));
        } else if (dice == 1) {
            tell(new HolderUnreachable(result, holder, "refused"));
        } else {
            store.add(result);
            tell(new FetchSucceeded(result, 1 + random.nextInt(9)));
        }
    }

    private void waitForOthers() {
        if (!slots.waiting().isEmpty() && random.nextBoolean()) {
            RunId run = pick(slots.waiting());
            slots.askBack(run, interrupted.contains(run));
            tell(new RunUnblocked(run));
        } else if (!slots.holding().isEmpty()) {
            RunId run = pick(slots.holding());
            slots.giveUp(run);
            tell(new RunBlocked(run));
        }
    }

    private List<RunId> begun() {
        return started.stream().filter(slots::hasBegun).toList();
    }

    private void reportRecalled() {
        RunId run = pick(recalled);
        recalled.remove(run);
        tell(new RunCancelled(run));
    }

    private void endRun(RunId run) {
        started.remove(run);
        boolean hasSlot = slots.holding().contains(run);
        slots.end(run);
        List<RunId> inputs = inputsOf.remove(run);
        if (hasSlot && !inputs.isEmpty() && random.nextInt(12) == 0) {
            interrupted.remove(run);
            tell(new ResultDamaged(inputs.getFirst(), "a bit flipped"));
            tell(new InputUnreadable(run, inputs.getFirst()));
            return;
        }
        boolean isInterrupted = interrupted.remove(run);
        int dice = random.nextInt(isCalm ? 120 : 4);
        ResultLocation exchanged = exchanges.remove(run);
        if (isInterrupted && dice % 2 == 0) {
            tell(new RunCancelled(run));
        } else if (dice == 0 && exchanged != null) {
            tell(new RunLostInput(run, exchanged.result(), exchanged.holders().getFirst()));
        } else if (dice == 0) {
            tell(new RunFailed(run, MachineScript.failure(run)));
        } else {
            store.add(run);
            long elapsedNanos = dice == 1 ? 1_000_000 : 200_000;
            tell(new RunSucceeded(run, 1 + random.nextInt(9), elapsedNanos, Map.of("rows", 1L), Payload.EMPTY));
        }
    }

    private void askCommit() {
        RunId run = pick(begun());
        tell(new CommitAsked(run));
    }

    /// Results that it was told of, or inputs, whether they are here or not.
    private void drop() {
        Set<RunId> own = random.nextInt(4) == 0 ? failed : ended;
        boolean isOwn = !own.isEmpty() && random.nextBoolean();
        RunId result = isOwn ? pick(own) : new RunId(new TaskKey(job, 0, random.nextInt(INPUTS)), 1);
        ended.remove(result);
        failed.remove(result);
        assigned.remove(result);
        scheduler(new DropResults(List.of(result)));
    }

    private void dropJob() {
        scheduler(new DropJob(job));
        assigned.clear();
        ended.clear();
        failed.clear();
        asking.clear();
        define();
    }

    private void loseStream() {
        isOpen = false;
        long lost = stream;
        tell(new ConnectionLost(lost, "reset"));
        tell(new SchedulerSpoke(lost, new CancelRun(new RunId(new TaskKey(job, 1, 0), 1)), nowNanos));
    }

    private void passTime() {
        boolean isSilent = random.nextInt(20) == 0;
        nowNanos += isSilent ? 21_000_000_000L : random.nextLong(2_000_000_000L);
        if (!isSilent) {
            tell(new SchedulerPinged(stream, nowNanos));
        }
        tell(new TimePassed(nowNanos));
        if (isOpen && !isSilent) {
            checkInventory();
        }
    }

    /// It has the runs that were assigned and of whose end it has not told, and says the same of its results twice.
    private void checkInventory() {
        scheduler(new CheckInventory(stream));
        Set<RunId> running = new TreeSet<>(assigned);
        running.removeAll(ended);
        running.removeAll(failed);
        assertThat(inventory.runs()).containsExactlyInAnyOrderElementsOf(running);
        InventoryTold counted = inventory;
        offered.clear();
        scheduler(new ListResults(stream));
        assertThat(store).containsAll(offered);
        assertThat(inventory).isEqualTo(counted);
        assertThat(counted.results()).isEqualTo(offered.size());
        assertThat(counted.digest())
                .isEqualTo(offered.stream().mapToLong(RunId::digest).sum());
    }

    private void scheduler(WorkerInstruction instruction) {
        tell(new SchedulerSpoke(stream, instruction, nowNanos));
    }

    private void tell(ExecutionEvent event) {
        List<ExecutionInstruction> instructions = machine.handle(event);
        for (ExecutionInstruction instruction : instructions) {
            follow(instruction);
        }
        trace.add(instructions.toString());
        events++;
        if (events % 16 == 0) {
            trace.add(machine.describe());
        }
        for (StoryLine line : machine.recentSteps().reversed()) {
            if (line.stimulus() < events) {
                break;
            }
            taken.add(line.from() + " " + line.step() + " " + line.to());
        }
        assertThat(fetching.size()).isLessThanOrEqualTo(fetchesMax);
    }

    private void follow(ExecutionInstruction instruction) {
        switch (instruction) {
            case ExecutionInstruction.SendToScheduler send -> {
                assertThat(isOpen && send.stream() == stream).isTrue();
                listen(send.message());
            }
            case ExecutionInstruction.FetchInput fetch ->
                assertThat(fetching.put(fetch.result(), fetch.holder())).isNull();
            case ExecutionInstruction.StartRun start -> {
                start.inputs().forEach(pattern -> assertThat(store).containsAll(pattern));
                assertThat(isPaused && !slots.holding().isEmpty())
                        .as("a paused worker begins one at a time")
                        .isFalse();
                inputsOf.put(
                        start.run(),
                        start.inputs().stream().flatMap(List::stream).toList());
                assertThat(started.add(start.run())).isTrue();
                start.exchanges().values().stream()
                        .flatMap(List::stream)
                        .forEach(output -> exchanges.put(start.run(), output));
                slots.start(start.run());
            }
            case ExecutionInstruction.ResumeRun resume -> slots.resume(resume.run());
            case ExecutionInstruction.InterruptRun interrupt -> {
                assertThat(started).contains(interrupt.run());
                if (slots.interrupt(interrupt.run())) {
                    started.remove(interrupt.run());
                    recalled.add(interrupt.run());
                } else {
                    interrupted.add(interrupt.run());
                }
            }
            case ExecutionInstruction.PassCommitAnswer answer ->
                assertThat(answer.isGranted() && interrupted.contains(answer.run()))
                        .isFalse();
            case ExecutionInstruction.DropResult drop ->
                assertThat(store.remove(drop.result())).isTrue();
            case ExecutionInstruction.CloseStream close -> isOpen = false;
            case ExecutionInstruction.LearnCode _,
                    ExecutionInstruction.ForgetStages _,
                    ExecutionInstruction.ForgetJob _,
                    ExecutionInstruction.Reconnect _ -> {}
            case ExecutionInstruction.EndWorker end -> throw new AssertionError("nobody asked it to end: " + end);
        }
    }

    private void listen(WorkerMessage message) {
        switch (message) {
            case WorkerMessage.TaskSucceeded succeeded -> ended.add(succeeded.run());
            case WorkerMessage.StagesPlanned planned -> throw new AssertionError("nobody plans here: " + planned);
            case WorkerMessage.TaskFailed failure -> failed.add(failure.run());
            case WorkerMessage.InputLost lost -> assigned.remove(lost.run());
            case WorkerMessage.RunReturned returned -> {
                assertThat(started).doesNotContain(returned.run());
                assigned.remove(returned.run());
            }
            case WorkerMessage.AskCommit ask -> asking.add(ask.run());
            case WorkerMessage.OfferResults offer -> offer.results().forEach(held -> offered.add(held.run()));
            case WorkerMessage.InventoryTold told -> inventory = told;
            case RegisterWorker _,
                    WorkerMessage.PredecessorDied _,
                    WorkerMessage.TaskStarted _,
                    WorkerMessage.TaskBlocked _,
                    WorkerMessage.TaskUnblocked _,
                    WorkerMessage.ReplicaAdded _,
                    WorkerMessage.CopyFailed _,
                    WorkerMessage.RunsLinger _,
                    WorkerMessage.ResultDamaged _,
                    WorkerMessage.MemoryTold _,
                    WorkerMessage.Heartbeat _ -> {}
        }
    }

    private RunId pick(Collection<RunId> from) {
        return from.stream().skip(random.nextInt(from.size())).findFirst().orElseThrow();
    }
}
