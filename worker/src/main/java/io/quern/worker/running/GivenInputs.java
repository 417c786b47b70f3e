package io.quern.worker.running;

import io.quern.core.key.RunId;
import io.quern.core.message.Planning.MeasuredInput;
import io.quern.core.message.ResultLocation;
import io.quern.core.task.PartStream;
import io.quern.core.task.TaskInputs;
import io.quern.worker.code.JobCode;
import io.quern.worker.execution.ExecutionInstruction.StartRun;
import io.quern.worker.store.DamagedResultException;
import io.quern.worker.store.ResultStore;
import io.quern.worker.store.StoredResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The inputs of a run, taken from the store by the event loop, so that nothing can drop them in between. They are
/// read by the thread of the run, since what is on the disk has to be brought to memory, and what other code made
/// is written and read again. Until it is closed they stay in memory once they are there.
final class GivenInputs implements AutoCloseable {
    static final GivenInputs NONE = new GivenInputs(List.of(), List.of(), Map.of(), null);

    private final List<List<StoredResult>> results;
    private final List<MeasuredInput> measured;
    private final Map<Integer, List<ResultLocation>> exchanged;

    /// Null where there are none.
    private final @Nullable ResultStore store;

    private GivenInputs(
            List<List<StoredResult>> results,
            List<MeasuredInput> measured,
            Map<Integer, List<ResultLocation>> exchanged,
            @Nullable ResultStore store) {
        this.results = results;
        this.measured = measured;
        this.exchanged = exchanged;
        this.store = store;
    }

    /// @param start all its inputs are in the store, but for those that are exchanged or only measured
    static GivenInputs of(StartRun start, ResultStore store) {
        if (start.inputs().isEmpty()) {
            return NONE;
        }
        List<List<StoredResult>> results = new ArrayList<>(start.inputs().size());
        for (List<RunId> pattern : start.inputs()) {
            results.add(pattern.stream().map(store::pin).toList());
        }
        return new GivenInputs(
                results, start.planning() == null ? List.of() : start.planning().measured(), start.exchanges(), store);
    }

    /// Where those are that are exchanged, by the place of the dependency pattern. The run reads them while it goes.
    Map<Integer, List<ResultLocation>> exchanged() {
        return exchanged;
    }

    /// What those of them take in memory that are on the disk alone.
    long missingBytes() {
        long bytes = 0;
        for (List<StoredResult> pattern : results) {
            for (StoredResult result : pattern) {
                bytes += result.missingBytes();
            }
        }
        return bytes;
    }

    /// @param exchanges those that are exchanged, opened
    /// @throws io.quern.core.error.QuernException USER where one is of classes that the reader does not have
    /// @throws DamagedResultException where one was on the disk and cannot be read
    TaskInputs readBy(JobCode reader, Map<Integer, PartStream> exchanges)
            throws InterruptedException, DamagedResultException {
        if (results.isEmpty()) {
            return TaskInputs.NONE;
        }
        List<List<@Nullable Object>> values = new ArrayList<>(results.size());
        for (List<StoredResult> pattern : results) {
            List<@Nullable Object> read = new ArrayList<>(pattern.size());
            for (StoredResult result : pattern) {
                read.add(result.readBy(reader));
            }
            values.add(read);
        }
        for (MeasuredInput input : measured) {
            values.set(input.input(), new ArrayList<@Nullable Object>(input.outputs()));
        }
        return new TaskInputs(values, exchanges);
    }

    /// The run has ended, or will not begin.
    @Override
    public void close() {
        ResultStore from = store;
        if (from != null) {
            results.forEach(pattern -> pattern.forEach(from::unpin));
        }
    }
}
