package io.quern.worker.execution;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerMessage;
import io.quern.worker.execution.story.WorkerStory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Everything a [WorkerMachine] knows. Ordered collections only: their order reaches decisions.
final class WorkerState {
    /// No stream is open.
    static final long NO_STREAM = -1;

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

    final TreeMap<JobId, TreeMap<Integer, TreeMap<Integer, DefineFunction>>> stages = new TreeMap<>();
    final TreeMap<RunId, TaskEntry> entries = new TreeMap<>();
    final TreeSet<TaskEntry> ready = new TreeSet<>(TaskEntry.BY_PRIORITY);

    /// Runs that were blocked and wait for a slot to go on.
    final TreeSet<TaskEntry> resuming = new TreeSet<>(TaskEntry.BY_PRIORITY);

    final TreeSet<TaskEntry> fetches = new TreeSet<>(TaskEntry.BY_PRIORITY);
    int flights;
    int executing;

    final AbandonedRuns abandoned = new AbandonedRuns();

    /// Sum of the sizes of all results in memory.
    long liveBytes;

    /// Number of the event being handled.
    long stimulus;

    /// Messages and reports that came too late and were dropped.
    long staleEvents;

    /// Follow-up steps not taken yet.
    final ArrayDeque<TaskStep> pending = new ArrayDeque<>();

    List<ExecutionInstruction> instructions = new ArrayList<>();

    WorkerState(ExecutionSettings settings) {
        this.settings = settings;
        this.story = new WorkerStory(settings.storyLinesMax());
    }

    void instruct(ExecutionInstruction instruction) {
        instructions.add(instruction);
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
        return executing + abandoned.busy() < settings.registration().threads();
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

    boolean mayFetch() {
        return flights < settings.fetchesMax();
    }

    DefineFunction function(RunId run, int number) {
        TreeMap<Integer, TreeMap<Integer, DefineFunction>> ofJob =
                stages.get(run.task().job());
        TreeMap<Integer, DefineFunction> ofStage =
                ofJob == null ? null : ofJob.get(run.task().stage());
        DefineFunction function = ofStage == null ? null : ofStage.get(number);
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
        entry.inputs.clear();
        entry.missing = 0;
        entry.assignment = null;
    }

    /// Takes a result out of memory.
    void dropResult(TaskEntry entry) {
        liveBytes -= entry.sizeBytes;
        entry.sizeBytes = 0;
        instruct(new ExecutionInstruction.DropResult(entry.run));
    }
}
