package io.quern.dataframe.record;

import org.jspecify.annotations.Nullable;

/// Turns a cell into the value of a record component.
@FunctionalInterface
interface ComponentReader {
    /// @throws NullComponentException if the cell is null and the component cannot be
    @Nullable
    Object read(@Nullable Object cell);
}
