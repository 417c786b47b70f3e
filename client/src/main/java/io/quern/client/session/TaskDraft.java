package io.quern.client.session;

import io.quern.client.cell.TaskCell;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskOptions;
import io.quern.core.key.CodeHash;
import io.quern.core.transport.HeldResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task that is to be submitted.
///
/// @param key null where it shall be made
/// @param isWanted whether the program gets a handle to it
/// @param codeSet the code that its function and argument are of, which the scheduler has; tasks of a batch have
///     the same
/// @param company tasks of a batch have the same: one that may be refused for its key must not take others
///     along; null: any that has none
/// @param scattered the result, which this client has; null where a run makes it
record TaskDraft(
        FunctionSpec function,
        Payload argument,
        List<TaskCell> inputs,
        TaskOptions options,
        @Nullable String key,
        boolean isWanted,
        CodeHash codeSet,
        @Nullable Object company,
        @Nullable HeldResult scattered) {
    private static final int OVERHEAD_BYTES = 64;
    private static final int INPUT_BYTES = 8;

    /// A task that runs.
    TaskDraft(
            FunctionSpec function,
            Payload argument,
            List<TaskCell> inputs,
            TaskOptions options,
            @Nullable String key,
            boolean isWanted,
            CodeHash codeSet,
            @Nullable Object company) {
        this(function, argument, inputs, options, key, isWanted, codeSet, company, null);
    }

    TaskDraft withKey(String made) {
        return new TaskDraft(function, argument, inputs, options, made, isWanted, codeSet, company, scattered);
    }

    /// Roughly what it takes on the wire, its function apart.
    int bytes() {
        return OVERHEAD_BYTES + argument.sizeBytes() + INPUT_BYTES * inputs.size();
    }
}
