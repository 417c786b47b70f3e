package io.quern.client.session;

import io.quern.client.cell.TaskCell;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A batch that still takes tasks. Guarded by the [Outgoing] that has it.
final class OpenBatch {
    private final JobId session;
    private final SubmittedBatch submitted;
    private final CodeHash codeSet;
    private final @Nullable Object company;
    private final TaskBatchBuilder builder;
    private final Map<FunctionSpec, Integer> functions = new HashMap<>();
    private @Nullable FunctionSpec lastFunction;
    private int lastIndex;
    private long bytes;

    /// For tasks like that one, see [TaskDraft].
    OpenBatch(JobId session, SubmittedBatch submitted, TaskDraft first) {
        this.session = session;
        this.submitted = submitted;
        this.codeSet = first.codeSet();
        this.company = first.company();
        this.builder = new TaskBatchBuilder(submitted.stage());
    }

    SubmittedBatch submitted() {
        return submitted;
    }

    /// Whether a task may be of this batch; see [TaskDraft].
    @SuppressWarnings("ReferenceEquality") // A company is a call, known by its identity.
    boolean isFor(TaskDraft draft) {
        return draft.company() == company && draft.codeSet().equals(codeSet);
    }

    int size() {
        return builder.size();
    }

    /// Roughly what it takes on the wire.
    long bytes() {
        return bytes;
    }

    /// @return the task's partition
    int add(TaskDraft draft) {
        int partition = builder.addTask(
                index(draft.function()), draft.argument(), draft.options(), draft.key(), draft.isWanted());
        for (TaskCell input : draft.inputs()) {
            TaskKey task = input.task();
            if (task.job().equals(session)) {
                builder.addInput(task.stage(), task.partition());
            } else {
                builder.addForeignInput(task);
            }
        }
        bytes += draft.bytes();
        return partition;
    }

    /// Equal functions of a batch are one: most submissions follow one with the same function.
    @SuppressWarnings("ReferenceEquality") // A short cut only.
    private int index(FunctionSpec function) {
        if (function == lastFunction) {
            return lastIndex;
        }
        Integer known = functions.get(function);
        if (known == null) {
            known = builder.addFunction(function);
            functions.put(function, known);
            bytes += function.code().sizeBytes();
        }
        lastFunction = function;
        lastIndex = known;
        return known;
    }

    TaskBatch build() {
        TaskBatch batch = builder.build(codeSet);
        submitted.close(batch);
        return batch;
    }
}
