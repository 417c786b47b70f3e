package io.quern.dataframe.aggregate;

import java.io.Serializable;
import java.util.function.Function;

/// Makes the state of a custom aggregation from some rows of a group. The state is any object that can be
/// serialised, not null. Of no rows it makes a new state that adds nothing when others are merged into it.
@FunctionalInterface
public interface ChunkFunction<S> extends Function<Values, S>, Serializable {}
