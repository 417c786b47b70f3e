package io.quern.dataframe.plan;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import java.io.Serializable;

/// Makes other rows of a batch's rows by code of the user's. Travels to workers; several tasks may call one
/// instance at once.
@FunctionalInterface
public interface BatchFunction extends Serializable {
    /// Makes batches of the schema that was declared for the result, with the rows in their order; several of one
    /// where they become large.
    ///
    /// @param memory has what is made until it has been taken
    void apply(Batch batch, Reservation memory, BatchSink sink) throws Exception;
}
