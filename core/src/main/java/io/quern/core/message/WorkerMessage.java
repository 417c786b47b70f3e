package io.quern.core.message;

import io.quern.core.graph.Payload;
import io.quern.core.graph.StagePlan;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.task.TaskFailure;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a worker tells the scheduler.
public sealed interface WorkerMessage extends Message {
    /// First message of a worker: registers it.
    ///
    /// @param dataAddress where peers and clients fetch its results
    /// @param threads tasks it runs at once
    /// @param memoryBytes limit of its processes together
    /// @param heldBytesMax the most of that which one task's inputs, or one result, may have in memory; at least 1
    /// @param resources abstract amounts that it has for tasks that ask for them, by name, such as `GPU`
    record RegisterWorker(
            String name,
            String dataAddress,
            int threads,
            long memoryBytes,
            long heldBytesMax,
            Map<String, Long> resources)
            implements WorkerMessage {
        public RegisterWorker {
            if (heldBytesMax < 1 || heldBytesMax > memoryBytes) {
                throw new IllegalArgumentException("worker " + name + " with " + memoryBytes
                        + " bytes of memory cannot hold " + heldBytesMax + " bytes of one result; it must be 1 to "
                        + memoryBytes + ": start the worker from the same release as its scheduler");
            }
            resources = Collections.unmodifiableMap(new TreeMap<>(resources));
        }

        /// A worker without resources, all of whose memory is for results.
        public RegisterWorker(String name, String dataAddress, int threads, long memoryBytes) {
            this(name, dataAddress, threads, memoryBytes, memoryBytes, Map.of());
        }
    }

    /// Results that the process holds. After a registration, those from streams before, which their scheduler, or
    /// one that was started in its place, may take back; and what [WorkerInstruction.ListResults] asks for. Those
    /// that the scheduler does not want it says to drop.
    record OfferResults(List<OfferedResult> results) implements WorkerMessage {
        /// Most results of one message; more take several.
        public static final int RESULTS_MAX = 10_000;

        public OfferResults {
            results = List.copyOf(results);
        }
    }

    /// One result that is held.
    record OfferedResult(RunId run, long sizeBytes) {}

    /// Follows the first registration of a process that stands in for one that died: how that one ended, as the
    /// parent of both saw it.
    ///
    /// @param exit such as `was killed by SIGKILL (exit code 137)`
    /// @param isOutOfMemory whether for want of memory
    /// @param lastErrorLines the end of what it wrote to standard error, oldest first
    record PredecessorDied(String exit, boolean isOutOfMemory, List<String> lastErrorLines) implements WorkerMessage {
        public PredecessorDied {
            lastErrorLines = List.copyOf(lastErrorLines);
        }
    }

    /// The run has its inputs and begins.
    record TaskStarted(RunId run) implements WorkerMessage {}

    /// The run ended well and its result is held here.
    ///
    /// @param sizeBytes size of the result in memory
    /// @param counters what the run counted ([io.quern.core.task.TaskContext#count])
    /// @param shortValue the result as its codec wrote it, where that takes no more than telling where it is; else
    ///     empty, as for a run inside this JVM, whose results pass by reference
    record TaskSucceeded(RunId run, long sizeBytes, long elapsedNanos, Map<String, Long> counters, Payload shortValue)
            implements WorkerMessage {
        public TaskSucceeded {
            counters = counters.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(counters));
        }

        /// A result that has to be fetched.
        public TaskSucceeded(RunId run, long sizeBytes, long elapsedNanos, Map<String, Long> counters) {
            this(run, sizeBytes, elapsedNanos, counters, Payload.EMPTY);
        }
    }

    /// The run of a planner ended well: what [TaskSucceeded] says, and what it planned, as one.
    record StagesPlanned(TaskSucceeded end, StagePlan plan) implements WorkerMessage {}

    /// The run ended with an error of its own.
    record TaskFailed(RunId run, TaskFailure failure) implements WorkerMessage {}

    /// The run gave up, before it began, or as it read its part of an exchanged input: this input could not be
    /// fetched from that worker, or from any.
    record InputLost(RunId run, RunId input, WorkerId holder) implements WorkerMessage {}

    /// The run waits for other tasks and uses no thread of the worker meanwhile: others may run in its place.
    record TaskBlocked(RunId run) implements WorkerMessage {}

    /// The run that waited goes on.
    record TaskUnblocked(RunId run) implements WorkerMessage {}

    /// A fetched copy of a result is held here too.
    record ReplicaAdded(RunId result) implements WorkerMessage {}

    /// The run was recalled before it began, and is not here any more.
    record RunReturned(RunId run) implements WorkerMessage {}

    /// The result that was to be copied could not be fetched, last from that holder.
    record CopyFailed(RunId result, WorkerId holder) implements WorkerMessage {}

    /// May this run publish its output? Answered by [WorkerInstruction.AnswerCommit].
    record AskCommit(RunId run) implements WorkerMessage {}

    /// Runs that were cancelled and have not ended: their code ignores the interrupt. Sent with heartbeats while there
    /// are any, and once more when there are none.
    ///
    /// @param isRecycleWanted whether one has gone on for longer than the worker bears: it is to be started
    ///     anew, once its other runs have ended
    record RunsLinger(List<LingeringRun> runs, boolean isRecycleWanted) implements WorkerMessage {
        public RunsLinger {
            runs = List.copyOf(runs);
        }
    }

    /// One run that lingers, for how long by now.
    record LingeringRun(RunId run, long elapsedNanos) {}

    /// Answer to [WorkerInstruction.CheckInventory] or [WorkerInstruction.ListResults]: what is here at the place of
    /// that instruction in the stream. What the worker was told to drop, and keeps for runs here, does not count.
    ///
    /// @param number of the instruction
    /// @param runs that were assigned here and have not ended
    /// @param results how many results are held
    /// @param digest sum of [RunId#digest] over them
    record InventoryTold(long number, List<RunId> runs, int results, long digest) implements WorkerMessage {
        public InventoryTold {
            runs = List.copyOf(runs);
        }
    }

    /// A result that was spilled turned out not to be what was written, or cannot be read: its copy here is lost.
    ///
    /// @param problem names file, position, expected and found
    record ResultDamaged(RunId result, String problem) implements WorkerMessage {}

    /// What the worker's memory holds; sent with a heartbeat where it has changed.
    record MemoryTold(MemoryState memory) implements WorkerMessage {}

    /// What a worker's memory holds, in bytes.
    ///
    /// @param limitBytes of its heap
    /// @param liveBytes of its heap: reservations, results, those under way from peers, and the rest after the
    ///     last collection
    /// @param reservedBytes by runs, and for what goes to peers and comes from them
    /// @param inMemoryBytes of results
    /// @param spilledBytes of results that are on its disk alone, as they would be in memory
    /// @param diskBytes what it has on its disk, state of runs included
    /// @param isPaused whether it begins work only when nothing else runs there
    /// @param spillProblem why it cannot write to its disk; empty where nothing is wrong
    /// @param reservations the largest, each of an operator of a run, the largest first
    record MemoryState(
            long limitBytes,
            long liveBytes,
            long reservedBytes,
            long inMemoryBytes,
            long spilledBytes,
            long diskBytes,
            boolean isPaused,
            String spillProblem,
            List<Reserved> reservations) {
        /// Of a worker that has not told yet.
        public static final MemoryState UNTOLD = new MemoryState(0, 0, 0, 0, 0, 0, false, "", List.of());

        public MemoryState {
            reservations = List.copyOf(reservations);
        }
    }

    /// What is reserved of a worker's memory.
    ///
    /// @param holder the run, such as `read+floor[3]`; empty for what goes to peers and comes from them
    /// @param operator such as `Parquet scan`; empty where the task's own code reserved it
    record Reserved(String holder, String operator, long bytes) {}

    /// Sent at a fixed interval.
    ///
    /// @param liveBytes results held, and what else the worker accounts for
    record Heartbeat(int executing, int ready, long liveBytes) implements WorkerMessage {}
}
