package io.quern.dataframe.aggregate;

import java.io.Serializable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns the last state of a group into its result, of the declared type.
@FunctionalInterface
public interface FinishFunction<S> extends Function<S, @Nullable Object>, Serializable {}
