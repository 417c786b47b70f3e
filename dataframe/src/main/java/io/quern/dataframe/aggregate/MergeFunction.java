package io.quern.dataframe.aggregate;

import java.io.Serializable;
import java.util.function.BinaryOperator;

/// Joins two states of one group. Must not care about order or grouping. It may change either and give it back, or
/// give back a new one: both are its own.
@FunctionalInterface
public interface MergeFunction<S> extends BinaryOperator<S>, Serializable {}
