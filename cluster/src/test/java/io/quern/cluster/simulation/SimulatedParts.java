package io.quern.cluster.simulation;

import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a run's parts of its exchanged inputs, one output after the other, each from one holder after the other.
final class SimulatedParts {
    private final SimulatedCluster cluster;
    private final String dataAddress;
    private final SimulatedRun run;
    private final Function<RunId, @Nullable Long> here;
    private final BooleanSupplier isGoingOn;
    private final Runnable whenRead;
    private final BiConsumer<RunId, Holder> whenLost;
    private final Queue<Output> left = new ArrayDeque<>();

    private record Output(int place, ResultLocation location) {}

    /// @param here what the worker holds itself
    /// @param isGoingOn whether the run still reads
    SimulatedParts(
            SimulatedCluster cluster,
            String dataAddress,
            SimulatedRun run,
            Function<RunId, @Nullable Long> here,
            BooleanSupplier isGoingOn,
            Runnable whenRead,
            BiConsumer<RunId, Holder> whenLost) {
        this.cluster = cluster;
        this.dataAddress = dataAddress;
        this.run = run;
        this.here = here;
        this.isGoingOn = isGoingOn;
        this.whenRead = whenRead;
        this.whenLost = whenLost;
        for (Map.Entry<Integer, List<ResultLocation>> exchange :
                run.start.exchanges().entrySet()) {
            exchange.getValue().forEach(location -> left.add(new Output(exchange.getKey(), location)));
        }
    }

    void read() {
        Output next = left.peek();
        if (next == null) {
            whenRead.run();
            return;
        }
        Long value = here.apply(next.location.result());
        if (value == null) {
            fetch(next, 0);
        } else {
            take(next, value);
        }
    }

    private void take(Output output, long value) {
        left.remove();
        run.addPart(output.place, value);
        read();
    }

    private void fetch(Output output, int tried) {
        RunId result = output.location.result();
        Holder holder = output.location.holders().get(tried);
        cluster.fetch(dataAddress, holder.dataAddress(), result, new SimulatedCluster.Fetch() {
            @Override
            public void fetched(long value) {
                if (isGoingOn.getAsBoolean()) {
                    take(output, value);
                }
            }

            @Override
            public void absent() {
                if (!isGoingOn.getAsBoolean()) {
                    return;
                }
                if (tried + 1 < output.location.holders().size()) {
                    fetch(output, tried + 1);
                } else {
                    whenLost.accept(result, holder);
                }
            }

            @Override
            public void unreachable() {
                absent();
            }
        });
    }
}
