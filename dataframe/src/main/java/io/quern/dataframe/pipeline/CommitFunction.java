package io.quern.dataframe.pipeline;

import io.quern.core.Version;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.output.JobCommit;
import io.quern.dataframe.output.OutputManifest;
import io.quern.dataframe.output.OutputTarget;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The job commit: one task over the manifests of all write tasks. Its result is the
/// [io.quern.dataframe.output.OutputSummary].
public record CommitFunction(OutputTarget target, Schema schema) implements TaskFunction<Object> {
    @Override
    public Object run(@Nullable Object argument, TaskInputs inputs, TaskContext context) throws Exception {
        List<OutputManifest> manifests = new ArrayList<>();
        for (Object manifest : inputs.of(0)) {
            manifests.add((OutputManifest) Objects.requireNonNull(manifest));
        }
        if (!context.awaitCommitGrant()) {
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "attempt " + context.run() + " may not commit the job's output: another attempt holds the grant");
        }
        return new JobCommit(target, context.run().task().job())
                .commit(
                        manifests,
                        Version.number(),
                        schema.fields().stream().map(Object::toString).toList());
    }
}
