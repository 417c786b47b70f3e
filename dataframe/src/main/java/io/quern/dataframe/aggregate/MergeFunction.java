package io.quern.dataframe.aggregate;

import java.io.Serializable;
import java.util.function.BinaryOperator;

/// Joins two states of one group. Must not care about order or grouping. It gives back the first one, which it
/// may change, or a new one; the second one it must neither change nor give back.
@FunctionalInterface
public interface MergeFunction<S> extends BinaryOperator<S>, Serializable {}
