package io.quern.dataframe.aggregate;

import java.io.Serializable;
import java.util.function.Function;

/// Makes the state of a custom aggregation from some rows of a group. The state is any object that can be
/// serialised, not null. It gets no rows only where rows are aggregated without keys and there is none at all.
@FunctionalInterface
public interface ChunkFunction<S> extends Function<GroupValues, S>, Serializable {}
