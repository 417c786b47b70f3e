package io.quern.worker.execution;

import io.quern.core.key.JobId;
import io.quern.core.message.WorkerMessage.Heartbeat;
import io.quern.worker.execution.ExecutionEvent.Connected;
import io.quern.worker.execution.ExecutionEvent.ConnectionLost;
import io.quern.worker.execution.ExecutionInstruction.CloseStream;
import io.quern.worker.execution.ExecutionInstruction.EndWorker;
import io.quern.worker.execution.ExecutionInstruction.ForgetJob;
import io.quern.worker.execution.ExecutionInstruction.ForgetStages;
import io.quern.worker.execution.ExecutionInstruction.Reconnect;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The streams to the scheduler, one after the other: how one begins and ends, with it the incarnation, and time
/// that passes on it.
final class StreamEvents {
    private final WorkerState state;
    private final MachineSteps steps;

    StreamEvents(WorkerState state, MachineSteps steps) {
        this.state = state;
        this.steps = steps;
    }

    void connect(Connected event) {
        if (event.stream() <= state.lastStream) {
            throw new InvalidWorkerTransition(
                    "stream " + event.stream() + " was opened after stream " + state.lastStream);
        }
        if (state.isStopped || state.stream != WorkerState.NO_STREAM) {
            state.staleEvents++;
            state.instruct(new CloseStream(event.stream(), "not wanted any more"));
            return;
        }
        state.lastStream = event.stream();
        state.lingering.forgetTold();
        state.isMemoryTold = false;
        state.stream = event.stream();
        state.heardNanos = event.nowNanos();
        state.heartbeatNanos = event.nowNanos();
        state.tell(state.settings.registration());
        // Follows the registration at once, so that both are heard together.
        Inventory.offer(state);
    }

    void lose(ConnectionLost event) {
        if (event.stream() != state.stream) {
            state.staleEvents++;
            return;
        }
        breakOff();
        state.instruct(new Reconnect(event.reason()));
    }

    /// Whether what came on that stream counts.
    boolean hear(long stream, long nowNanos) {
        if (stream != state.stream) {
            state.staleEvents++;
            return false;
        }
        state.heardNanos = Math.max(state.heardNanos, nowNanos);
        return true;
    }

    void passTime(long nowNanos) {
        if (state.stream == WorkerState.NO_STREAM) {
            return;
        }
        long silentNanos = nowNanos - state.heardNanos;
        if (silentNanos >= state.settings.schedulerSilenceMax().toNanos()) {
            String reason = "the scheduler has not been heard of for " + silentNanos / 1_000_000_000L + " s";
            long stream = state.stream;
            breakOff();
            state.instruct(new CloseStream(stream, reason));
            state.instruct(new Reconnect(reason));
        } else if (state.worker != null
                && nowNanos - state.heartbeatNanos >= state.settings.heartbeat().toNanos()) {
            state.heartbeatNanos = nowNanos;
            int ahead = Math.max(0, state.executing - state.slots());
            state.tell(new Heartbeat(state.executing - ahead, state.ready.size() + ahead, state.liveBytes));
            state.lingering.tell(state, nowNanos);
            Inventory.tellMemory(state);
        }
    }

    /// @param isStartedAnew whether another process is to take the place of this one
    void stop(String reason, boolean isStartedAnew) {
        if (state.isStopped) {
            return;
        }
        long stream = state.stream;
        endIncarnation(_ -> true);
        state.isStopped = true;
        if (stream != WorkerState.NO_STREAM) {
            state.instruct(new CloseStream(stream, reason));
        }
        state.instruct(new EndWorker(reason, isStartedAnew));
    }

    /// The worker goes on without its scheduler, with the results that are nobody's to drop.
    private void breakOff() {
        endIncarnation(entry -> entry.phase != WorkerTaskPhase.MEMORY || entry.isDropWanted);
    }

    /// Functions are defined anew on the next stream. The code of a job stays for as long as a result of it does.
    private void endIncarnation(Predicate<TaskEntry> isOver) {
        state.stream = WorkerState.NO_STREAM;
        state.worker = null;
        steps.abandon(isOver);
        Set<JobId> held = state.entries.values().stream()
                .filter(entry -> entry.phase == WorkerTaskPhase.MEMORY)
                .map(entry -> entry.run.task().job())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<JobId> known = new TreeSet<>(state.keptJobs);
        known.addAll(state.stages.keySet());
        for (JobId job : known) {
            if (held.contains(job)) {
                List<Integer> stages =
                        List.copyOf(state.stages.getOrDefault(job, Map.of()).keySet());
                state.instruct(new ForgetStages(job, stages));
            } else {
                state.instruct(new ForgetJob(job));
            }
        }
        state.stages.clear();
        state.keptJobs.clear();
        state.keptJobs.addAll(held);
    }
}
