package io.quern.dataframe;

import java.io.Serializable;

/// Makes something of a row, on workers: it must not capture what belongs to one process, and several tasks may
/// call one instance at once.
@FunctionalInterface
public interface RowFunction<R> extends Serializable {
    R apply(Row row) throws Exception;
}
