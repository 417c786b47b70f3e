package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.worker.execution.ExecutionEvent.CommitAsked;
import io.quern.worker.execution.ExecutionEvent.Connected;
import io.quern.worker.execution.ExecutionEvent.ConnectionLost;
import io.quern.worker.execution.ExecutionEvent.FetchAbsent;
import io.quern.worker.execution.ExecutionEvent.FetchSucceeded;
import io.quern.worker.execution.ExecutionEvent.HolderUnreachable;
import io.quern.worker.execution.ExecutionEvent.InputUnreadable;
import io.quern.worker.execution.ExecutionEvent.IntakeChanged;
import io.quern.worker.execution.ExecutionEvent.MemoryMeasured;
import io.quern.worker.execution.ExecutionEvent.ResultDamaged;
import io.quern.worker.execution.ExecutionEvent.RunBlocked;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunLostInput;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionEvent.RunUnblocked;
import io.quern.worker.execution.ExecutionEvent.SchedulerPinged;
import io.quern.worker.execution.ExecutionEvent.SchedulerSpoke;
import io.quern.worker.execution.ExecutionEvent.StopAsked;
import io.quern.worker.execution.ExecutionEvent.TimePassed;
import io.quern.worker.execution.story.StoryLine;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.List;
import java.util.Optional;

/// The state machine of a worker: events in, instructions out.
///
/// An event becomes steps of tasks; each is one row of [WorkerTransitions], and rows may ask for follow-up
/// steps. All of them are taken before any instruction leaves; then free slots are given to ready runs and free
/// fetches to missing inputs, smallest priority first. Runs of functions whose runs are short are handed to the
/// threads ahead, some more than there are slots, so that no thread waits for this machine between two of them. The
/// same events give the same instructions and the same
/// [#describe()].
///
/// A stream to the scheduler that breaks, or falls silent for [ExecutionSettings#schedulerSilenceMax()], ends the
/// incarnation: its runs are interrupted, no commit is passed on any more, and the worker registers anew. What it
/// holds it keeps, and offers: to the same scheduler, or to one that was started in its place.
///
/// One thread owns a machine. It throws [InvalidWorkerTransition] where scheduler and worker disagree about
/// what may happen; it must not be used afterwards.
public final class WorkerMachine {
    private final WorkerState state;
    private final MachineSteps steps;
    private final StreamEvents streams;
    private final InstructionEvents instructions;
    private final RunReports runs;

    public WorkerMachine(ExecutionSettings settings) {
        this.state = new WorkerState(settings);
        this.steps = new MachineSteps(state);
        this.streams = new StreamEvents(state, steps);
        this.instructions = new InstructionEvents(state, steps, streams);
        this.runs = new RunReports(state, steps);
    }

    /// Takes one event.
    ///
    /// @return what to do, in this order
    public List<ExecutionInstruction> handle(ExecutionEvent event) {
        state.stimulus++;
        switch (event) {
            case Connected connected -> streams.connect(connected);
            case ConnectionLost lost -> streams.lose(lost);
            case SchedulerSpoke spoke -> {
                if (streams.hear(spoke.stream(), spoke.nowNanos())) {
                    instructions.obey(spoke.instruction());
                }
            }
            case SchedulerPinged pinged -> streams.hear(pinged.stream(), pinged.nowNanos());
            case FetchSucceeded fetched -> steps.take(new TaskStep.Fetched(fetched.result(), fetched.sizeBytes()));
            case FetchAbsent absent ->
                steps.take(new TaskStep.FetchFailed(absent.result(), absent.holder(), absent.reason()));
            case HolderUnreachable unreachable ->
                steps.take(new TaskStep.FetchFailed(unreachable.result(), unreachable.holder(), unreachable.reason()));
            case RunSucceeded ended -> runs.succeeded(ended);
            case RunFailed ended -> runs.failed(ended);
            case RunLostInput ended -> runs.lostInput(ended);
            case InputUnreadable ended -> runs.inputUnreadable(ended);
            case ResultDamaged damaged -> runs.resultDamaged(damaged);
            case IntakeChanged changed -> state.isIntakePaused = changed.isPaused();
            case MemoryMeasured measured -> state.measure(measured.memory());
            case RunCancelled ended -> runs.cancelled(ended.run());
            case RunBlocked blocked -> runs.blocked(blocked.run());
            case RunUnblocked unblocked -> runs.unblocked(unblocked.run());
            case CommitAsked asked -> runs.commitAsked(asked.run());
            case TimePassed passed -> streams.passTime(passed.nowNanos());
            case StopAsked asked -> streams.stop(asked.reason(), false);
        }
        steps.settle();
        steps.startWork();
        if (state.settings.isCheckedAfterEveryEvent()) {
            check();
        }
        return state.takeInstructions();
    }

    /// Where a task stands here.
    public WorkerTaskPhase phase(RunId run) {
        return Optional.ofNullable(state.entries.get(run))
                .map(entry -> entry.phase)
                .orElse(WorkerTaskPhase.FORGOTTEN);
    }

    /// Whether the scheduler has accepted this worker on the stream that is open.
    public boolean isRegistered() {
        return state.worker != null;
    }

    /// Runs that were handed to the threads, those that nobody listens to any more included; blocked ones are not
    /// counted.
    public int occupiedSlots() {
        return state.handedOver();
    }

    /// Sizes of all results held, in sum.
    public long liveBytes() {
        return state.liveBytes;
    }

    /// Messages and reports that came too late and were dropped.
    public long staleEvents() {
        return state.staleEvents;
    }

    /// The last steps of all tasks, oldest first.
    public List<StoryLine> recentSteps() {
        return state.story.all();
    }

    /// The last steps of one task.
    public List<StoryLine> story(RunId run) {
        return state.story.of(run);
    }

    /// Checks every invariant. Cost in proportion to what the worker holds.
    ///
    /// @throws InvalidWorkerTransition if one is violated: it names it and the recent steps
    public void check() {
        WorkerInvariants.check(state);
    }

    /// The whole state as text, the same for the same events: for digests and dumps.
    public String describe() {
        return state.describe();
    }

    /// The rows of the lifecycle, for documents and coverage.
    static WorkerTransitions lifecycle() {
        return new WorkerTransitions();
    }
}
