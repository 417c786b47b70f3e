package io.quern.dataframe.output;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.type.Schema;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;

/// How rows become bytes of a file. Travels to workers; thread-safe.
public interface RowFormat extends Serializable {
    /// Ending of file names, with its dot.
    String ending();

    /// Refuses a schema that this format cannot hold, before any work.
    ///
    /// @throws io.quern.core.error.QuernException if so; names the column
    void check(Schema schema);

    /// Starts a file. Closing the writer flushes it, and leaves `out` open.
    ///
    /// @param memory counts what the writer buffers, before it takes it; whoever opens the writer closes it
    BatchWriter open(OutputStream out, Schema schema, Reservation memory) throws IOException;

    /// Writes batches of one schema.
    interface BatchWriter extends Closeable {
        void write(Batch batch) throws IOException;
    }
}
