package io.quern.dataframe.aggregate;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of one group that a custom aggregation's chunk function gets: the values of its columns, null
/// included. Not to be kept: it is valid during the call.
public interface GroupValues extends Iterable<@Nullable Object> {
    /// Number of rows.
    int size();

    /// The value of a row in one of the columns.
    ///
    /// @param column position in `on(…)`
    @Nullable
    Object get(int row, int column);

    /// The value of a row in the first column.
    default @Nullable Object get(int row) {
        return get(row, 0);
    }

    /// The values of the first column that are not null.
    default Stream<Object> present() {
        return IntStream.range(0, size())
                .<@Nullable Object>mapToObj(this::get)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull);
    }

    @Override
    default Iterator<@Nullable Object> iterator() {
        return IntStream.range(0, size()).<@Nullable Object>mapToObj(this::get).iterator();
    }
}
