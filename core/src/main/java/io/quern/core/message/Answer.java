package io.quern.core.message;

import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerMessage.MemoryState;
import java.util.List;

/// What the scheduler answers to a [Question], and to requests that change something.
public sealed interface Answer {
    /// It is done.
    record Done() implements Answer {}

    /// It is not done, or there is nothing of that kind: for people.
    record Refused(String reason) implements Answer {}

    /// The task that was asked for.
    ///
    /// @param key by which people know it
    record TaskFound(TaskKey task, String key) implements Answer {}

    /// All that is known of a task.
    ///
    /// @param key by which people know it
    /// @param functionName name of its function or stage
    /// @param definedAt the user's line that made it, empty where unknown
    /// @param phase its scheduler-side phase, such as `queued`
    /// @param attempt runs so far
    /// @param worker name of the worker to which it is assigned, empty where to none
    /// @param holders names of the workers that hold its result
    /// @param inputs what it depends on; at most 1,000
    /// @param story its last steps, oldest first
    /// @param explanation why it is where it is: for people
    record TaskDescribed(
            TaskKey task,
            String key,
            String functionName,
            String definedAt,
            String phase,
            int attempt,
            String worker,
            List<String> holders,
            long sizeBytes,
            List<TaskKey> inputs,
            List<String> story,
            String explanation)
            implements Answer {
        public TaskDescribed {
            holders = List.copyOf(holders);
            inputs = List.copyOf(inputs);
            story = List.copyOf(story);
        }
    }

    /// The registered workers.
    record WorkersListed(List<WorkerLine> workers) implements Answer {
        public WorkersListed {
            workers = List.copyOf(workers);
        }
    }

    /// How large the cluster should be.
    ///
    /// @param threads of all workers together
    /// @param spare names of workers without runs that may go, so that those that stay have about as many threads
    record TargetSuggested(int threads, List<String> spare) implements Answer {
        public TargetSuggested {
            spare = List.copyOf(spare);
        }
    }

    /// The named results.
    record NamesListed(List<NameLine> names) implements Answer {
        public NamesListed {
            names = List.copyOf(names);
        }
    }

    /// Results that a worker holds.
    ///
    /// @param next where to go on, 0 where this was the last part
    record HeldListed(List<HeldLine> results, int next) implements Answer {
        public HeldListed {
            results = List.copyOf(results);
        }
    }

    /// One worker.
    ///
    /// @param memoryBytes limit of its processes together
    /// @param heldBytesMax the most of that which one task's inputs, or one result, may have in memory
    /// @param status `running`, `silent`, `paused` or `retiring`
    /// @param assigned tasks that are with it
    /// @param results results that it holds
    /// @param resultBytes their sizes in memory, in sum
    /// @param memory as it told last
    record WorkerLine(
            WorkerId worker,
            String name,
            String dataAddress,
            int threads,
            long memoryBytes,
            long heldBytesMax,
            String status,
            int assigned,
            int results,
            long resultBytes,
            MemoryState memory) {}

    /// One result that a worker holds. Whether it is in memory or on the disk there, only the worker knows; sums are in
    /// [WorkerLine#memory].
    ///
    /// @param key by which people know its task
    /// @param sizeBytes in memory
    /// @param holders workers that hold it, this one among them
    record HeldLine(TaskKey task, String key, long sizeBytes, int holders) {}

    /// One named result.
    record NameLine(String name, TaskKey task, String key) {}
}
