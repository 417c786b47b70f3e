package io.quern.worker.execution;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerMessage;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.worker.execution.story.WorkerStory;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Everything a [WorkerMachine] knows. Ordered collections only: their order reaches decisions.
final class WorkerState {
    /// No stream is open.
    static final long NO_STREAM = -1;

    /// Runs handed to the threads beyond the slots there are.
    static final int AHEAD_MAX = 16;

    final ExecutionSettings settings;
    final WorkerStory story;

    long stream = NO_STREAM;

    /// The largest stream number seen.
    long lastStream = NO_STREAM;

    /// Set while registered.
    @Nullable
    WorkerId worker;

    long heardNanos;
    long heartbeatNanos;
    boolean isStopped;

    /// Whether work is begun only when nothing else runs.
    boolean isIntakePaused;

    /// What the memory holds; null where nobody has said.
    @Nullable
    MemoryState memory;

    /// Whether the scheduler of this stream has been told of it.
    boolean isMemoryTold;

    /// By job, stage and number; in the order of their definition.
    final Map<JobId, Map<Integer, Map<Integer, KnownFunction>>> stages = new LinkedHashMap<>();

    /// Jobs of which results were kept over the end of a stream, and with them their code.
    final TreeSet<JobId> keptJobs = new TreeSet<>();

    /// In the order in which they were heard of.
    final Map<RunId, TaskEntry> entries = new LinkedHashMap<>();

    final TreeSet<TaskEntry> ready = new TreeSet<>(TaskEntry.BY_PRIORITY);

    /// Runs that were blocked and wait for a slot to go on.
    final TreeSet<TaskEntry> resuming = new TreeSet<>(TaskEntry.BY_PRIORITY);

    final TreeSet<TaskEntry> fetches = new TreeSet<>(TaskEntry.BY_PRIORITY);
    int flights;

    /// Runs that were handed to the threads; more than there are slots where some were handed over ahead.
    int executing;

    final AbandonedRuns abandoned = new AbandonedRuns();

    final LingeringRuns lingering = new LingeringRuns();

    /// Sum of the sizes of all results in memory.
    long liveBytes;

    /// Number of the event being handled.
    long stimulus;

    /// Messages and reports that came too late and were dropped.
    long staleEvents;

    /// Follow-up steps not taken yet.
    final ArrayDeque<TaskStep> pending = new ArrayDeque<>();

    private List<ExecutionInstruction> instructions = new ArrayList<>();

    WorkerState(ExecutionSettings settings) {
        this.settings = settings;
        this.story = new WorkerStory(settings.storyLinesMax());
    }

    void instruct(ExecutionInstruction instruction) {
        instructions.add(instruction);
    }

    /// Those of this event.
    List<ExecutionInstruction> takeInstructions() {
        if (instructions.isEmpty()) {
            return List.of();
        }
        List<ExecutionInstruction> taken = Collections.unmodifiableList(instructions);
        instructions = new ArrayList<>();
        return taken;
    }

    /// Tells the scheduler, where one is connected; with a lost stream what it would have been told is void anyway.
    void tell(WorkerMessage message) {
        if (stream != NO_STREAM) {
            instruct(new ExecutionInstruction.SendToScheduler(stream, message));
        }
    }

    void follow(TaskStep step) {
        pending.addLast(step);
    }

    boolean hasFreeSlot() {
        return handedOver() < slots();
    }

    /// Whether that one may be handed to the threads. A run of a function whose runs are short need not wait for a free
    /// slot: a thread that ends a run takes the next one at once, without asking here.
    ///
    /// While the intake is paused one run may begin when no other is at work: it ends, and may free memory, so not
    /// even a worker that can free nothing else stands still. A run that goes on holds what it holds anyway.
    boolean mayHandOver(TaskEntry next) {
        if (isIntakePaused && next.phase == WorkerTaskPhase.READY) {
            return handedOver() == 0;
        }
        if (hasFreeSlot()) {
            return true;
        }
        return next.phase == WorkerTaskPhase.READY
                && Objects.requireNonNull(next.function).isShort()
                && handedOver() < slots() + AHEAD_MAX;
    }

    int slots() {
        return settings.registration().threads();
    }

    int handedOver() {
        return executing + abandoned.busy();
    }

    /// The run that gets the next slot, null where none waits for one. A run that goes on comes before one that
    /// begins with the same priority.
    @Nullable
    TaskEntry nextForSlot() {
        if (resuming.isEmpty()) {
            return ready.isEmpty() ? null : ready.first();
        }
        TaskEntry resumed = resuming.first();
        return ready.isEmpty() || resumed.priority <= ready.first().priority ? resumed : ready.first();
    }

    /// While the intake is paused one input at a time, and only when nothing runs.
    boolean mayFetch() {
        if (isIntakePaused) {
            return flights == 0 && handedOver() == 0;
        }
        return flights < settings.fetchesMax();
    }

    KnownFunction function(RunId run, int number) {
        Map<Integer, Map<Integer, KnownFunction>> ofJob = stages.get(run.task().job());
        Map<Integer, KnownFunction> ofStage =
                ofJob == null ? null : ofJob.get(run.task().stage());
        KnownFunction function = ofStage == null ? null : ofStage.get(number);
        if (function == null) {
            throw new InvalidWorkerTransition(
                    "run " + run + " was assigned before function " + number + " of its stage was defined here");
        }
        return function;
    }

    /// The assigned run has ended or will not begin: it needs its inputs no more.
    void releaseInputs(TaskEntry entry) {
        for (RunId input : entry.inputs) {
            TaskEntry held = entries.get(input);
            if (held != null && held.dependents.remove(entry.run) && held.dependents.isEmpty()) {
                follow(new TaskStep.Unneeded(input));
            }
        }
        entry.inputs = List.of();
        entry.missing = 0;
        entry.assignment = null;
        entry.function = null;
    }

    /// The memory holds something else than before.
    void measure(MemoryState measured) {
        memory = measured;
        isMemoryTold = false;
    }

    /// Takes a result out of memory.
    void dropResult(TaskEntry entry) {
        liveBytes -= entry.sizeBytes;
        entry.sizeBytes = 0;
        instruct(new ExecutionInstruction.DropResult(entry.run));
    }

    /// The whole state as text, the same for the same events.
    String describe() {
        StringBuilder text = new StringBuilder();
        text.append("stream=").append(stream).append(" worker=").append(worker);
        text.append(" flights=").append(flights).append(" executing=").append(executing);
        text.append(" kept=").append(keptJobs);
        text.append(" abandoned=").append(abandoned).append(" liveBytes=").append(liveBytes);
        text.append(" stale=")
                .append(staleEvents)
                .append(isStopped ? " stopped" : "")
                .append(isIntakePaused ? " paused" : "")
                .append('\n');
        text.append("functions=").append(stages.values()).append('\n');
        for (TaskEntry entry : entries.values()) {
            text.append(entry).append('\n');
        }
        return text.toString();
    }
}
