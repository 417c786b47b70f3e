package io.quern.worker.exchange;

import io.quern.core.key.RunId;
import io.quern.core.message.ResultLocation;
import io.quern.core.task.PartStream;
import io.quern.core.task.TaskMemory;
import io.quern.core.transport.Transport;
import io.quern.worker.store.ResultStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/// Opens the exchanged inputs of the runs of a worker. Thread-safe.
public final class Exchanges {
    private final ResultStore held;
    private final Transport transport;
    private final LongConsumer receiving;

    /// @param held what this worker has itself
    /// @param receiving told what has come from peers and is not decoded yet: so much more, or less
    public Exchanges(ResultStore held, Transport transport, LongConsumer receiving) {
        this.receiving = receiving;
        this.held = held;
        this.transport = transport;
    }

    /// The parts of a run, by the place of the dependency pattern. Nothing is fetched before the run asks for it.
    ///
    /// @param parts of each output; as many as there are tasks in the run's stage
    /// @param memory of the run
    public Map<Integer, PartStream> open(
            RunId run, int parts, Map<Integer, List<ResultLocation>> exchanges, TaskMemory memory) {
        Map<Integer, PartStream> streams = new TreeMap<>();
        exchanges.forEach((place, outputs) -> streams.put(
                place, new PartReader(run.task().partition(), parts, outputs, held, transport, receiving, memory)));
        return streams;
    }
}
