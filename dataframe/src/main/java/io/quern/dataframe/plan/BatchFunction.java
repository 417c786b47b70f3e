package io.quern.dataframe.plan;

import io.quern.dataframe.batch.Batch;
import java.io.Serializable;

/// Makes other rows of a batch's rows by code of the user's. Travels to workers; several tasks may call one
/// instance at once.
@FunctionalInterface
public interface BatchFunction extends Serializable {
    /// @return rows of the schema that was declared for the result
    Batch apply(Batch batch) throws Exception;
}
