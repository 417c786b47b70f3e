package io.quern.core.wire;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import java.util.List;
import java.util.function.Function;

/// Reads what a [FieldWriter] wrote. Never allocates more than the bytes justify. Not thread-safe.
///
/// Whatever the bytes are, each method returns a value or throws a [ProtocolException]; only the types of values
/// may refuse theirs with an [IllegalArgumentException], which [#read] turns into one.
public final class FieldReader {
    private final WireReader in;

    private FieldReader(String record, byte[] bytes) {
        this.in = new WireReader(record, bytes, 0);
    }

    /// Reads one whole record.
    ///
    /// @param record what is read, for errors
    /// @throws ProtocolException where the bytes are not exactly one; nothing else is thrown, whatever they are
    public static <R> R read(String record, byte[] bytes, Function<FieldReader, R> fields) {
        FieldReader reader = new FieldReader(record, bytes);
        try {
            R read = fields.apply(reader);
            reader.in.end();
            return read;
        } catch (IllegalArgumentException e) {
            throw reader.in.error(e);
        }
    }

    public String name(String field) {
        return in.name(field);
    }

    public String text(String field) {
        return in.text(field);
    }

    public JobId job() {
        return Elements.job(in);
    }

    public TaskKey task() {
        return Elements.task(in);
    }

    public TaskRange range() {
        return Elements.range(in);
    }

    public TaskBatch batch() {
        return TaskBatchCodec.read(in);
    }

    public RunId run() {
        return Elements.run(in);
    }

    public JobSpec jobSpec() {
        return JobElements.job(in);
    }

    public StagePlan plan() {
        return JobElements.plan(in);
    }

    public TaskFailure failure() {
        return Elements.failure(in);
    }

    public int number(String field) {
        return in.number(field);
    }

    public <T> List<T> list(String field, Function<FieldReader, T> each) {
        return in.list(field, _ -> each.apply(this));
    }

    /// For a record whose kind nobody knows.
    public ProtocolException error(String field, String problem) {
        return in.error(field, problem);
    }
}
