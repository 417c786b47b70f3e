package io.quern.core.wire;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

/// Writes the fields of one record that is no message, such as an entry of a journal, in the layout of messages.
/// Not thread-safe.
///
/// Each method throws a [ProtocolException] where the record grows larger than [Protocol#RECORD_BYTES_MAX].
///
/// @see FieldReader
public final class FieldWriter {
    private final WireWriter out;

    /// @param record what is written, for errors
    public FieldWriter(String record) {
        this.out = new WireWriter(record, Protocol.RECORD_BYTES_MAX);
    }

    public void name(String value) {
        out.name(value);
    }

    public void text(String value) {
        out.text(value);
    }

    public void job(JobId job) {
        Elements.job(out, job);
    }

    public void task(TaskKey task) {
        Elements.task(out, task);
    }

    public void range(TaskRange range) {
        Elements.range(out, range);
    }

    public void batch(TaskBatch batch) {
        TaskBatchCodec.write(out, batch);
    }

    public void run(RunId run) {
        Elements.run(out, run);
    }

    public void jobSpec(JobSpec job) {
        JobElements.job(out, job);
    }

    public void plan(StagePlan plan) {
        JobElements.plan(out, plan);
    }

    public void failure(TaskFailure failure) {
        Elements.failure(out, failure);
    }

    /// A number that is not negative.
    public void number(int value) {
        out.number(value);
    }

    public <T> void list(List<T> values, BiConsumer<FieldWriter, T> each) {
        out.list(values, (_, value) -> each.accept(this, value));
    }

    /// All that was written, not copied; nothing may be written after.
    public ByteBuffer toBuffer() {
        return out.toBuffer();
    }
}
