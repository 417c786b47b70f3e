package io.quern.client.session;

import io.quern.client.cell.TaskCell;
import io.quern.core.message.TaskOutcome;
import io.quern.core.runtime.Deliveries;
import io.quern.core.transport.HeldResult;
import io.quern.core.value.ValueCodecs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads results that came with the news of their tasks' ends. Cells are told by a thread that may block, as they are
/// of what was fetched.
final class ShortResults {
    private static final Logger log = LoggerFactory.getLogger(ShortResults.class);

    private final Supplier<ValueCodecs> codecs;
    private final Fetches fetches;
    private final Deliveries deliveries = new Deliveries();

    /// @param codecs read results as the program's classes
    /// @param fetches gets what cannot be read
    ShortResults(Supplier<ValueCodecs> codecs, Fetches fetches) {
        this.codecs = codecs;
        this.fetches = fetches;
    }

    void read(TaskCell cell, TaskOutcome.Succeeded told) {
        deliveries.add(() -> deliver(cell, told));
    }

    private void deliver(TaskCell cell, TaskOutcome.Succeeded told) {
        ValueCodecs program = codecs.get();
        HeldResult held;
        try {
            Object value =
                    program.decode(new ByteArrayInputStream(told.shortValue().bytes()));
            held = new HeldResult(value, told.location().sizeBytes());
        } catch (IOException | RuntimeException e) {
            log.warn(
                    "The value that was told of {} cannot be read, it is fetched",
                    told.location().result(),
                    e);
            fetches.fetch(cell, told.location());
            return;
        }
        cell.fetched(held);
    }
}
