package io.quern.worker.running;

import io.quern.core.key.RunId;
import io.quern.core.message.Planning.MeasuredInput;
import io.quern.core.task.PartStream;
import io.quern.core.task.TaskInputs;
import io.quern.worker.code.JobCode;
import io.quern.worker.exchange.Exchanges;
import io.quern.worker.execution.ExecutionInstruction.StartRun;
import io.quern.worker.store.ResultStore;
import io.quern.worker.store.StoredResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The inputs of a run, taken from the store by the event loop, so that nothing can drop them in between. They are
/// read by the thread of the run, since what other code made is written and read again.
final class GivenInputs {
    private static final GivenInputs NONE = new GivenInputs(List.of(), List.of(), Map.of());

    private final List<List<StoredResult>> results;
    private final List<MeasuredInput> measured;
    private final Map<Integer, PartStream> exchanges;

    private GivenInputs(
            List<List<StoredResult>> results, List<MeasuredInput> measured, Map<Integer, PartStream> exchanges) {
        this.results = results;
        this.measured = measured;
        this.exchanges = exchanges;
    }

    /// @param start all its inputs are in the store, but for those that are exchanged or only measured
    static GivenInputs of(StartRun start, ResultStore store, Exchanges exchanges) {
        if (start.inputs().isEmpty()) {
            return NONE;
        }
        List<List<StoredResult>> results = new ArrayList<>(start.inputs().size());
        for (List<RunId> pattern : start.inputs()) {
            results.add(pattern.stream().map(store::get).toList());
        }
        return new GivenInputs(
                results,
                start.planning() == null ? List.of() : start.planning().measured(),
                exchanges.open(start.run(), start.function().partitions(), start.exchanges()));
    }

    /// @throws io.quern.core.error.QuernException USER where one is of classes that the reader does not have
    TaskInputs readBy(JobCode reader) throws InterruptedException {
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
}
