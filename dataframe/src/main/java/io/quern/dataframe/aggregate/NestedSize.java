package io.quern.dataframe.aggregate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// About what values take as Java objects, as [io.quern.dataframe.batch.cell.CellReader] gives them.
final class NestedSize {
    /// At most so much takes a value as an object for each byte that it takes in a vector.
    static final long BYTES_A_PAYLOAD_BYTE = 24;

    private static final long BYTES_AN_OBJECT = 32;
    private static final long BYTES_AN_ENTRY = 48;

    private NestedSize() {}

    static long of(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case List<?> list -> {
                long bytes = BYTES_AN_OBJECT;
                for (Object element : list) {
                    bytes += 8 + of(element);
                }
                yield bytes;
            }
            case Map<?, ?> map -> {
                long bytes = BYTES_AN_OBJECT;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    bytes += BYTES_AN_ENTRY + of(entry.getKey()) + of(entry.getValue());
                }
                yield bytes;
            }
            case String text -> BYTES_AN_OBJECT + BYTES_AN_OBJECT / 2 + text.length();
            case byte[] bytes -> BYTES_AN_OBJECT / 2 + bytes.length;
            default -> BYTES_AN_OBJECT;
        };
    }
}
