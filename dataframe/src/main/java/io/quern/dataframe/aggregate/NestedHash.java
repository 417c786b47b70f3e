package io.quern.dataframe.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A hash of values as [io.quern.dataframe.batch.cell.CellReader] gives them, equal for those that [NestedOrder]
/// calls equal, and the same in every process.
final class NestedHash {
    private NestedHash() {}

    static long of(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case List<?> list -> {
                long hash = list.size();
                for (Object element : list) {
                    hash = ByteHash.of(hash) + of(element);
                }
                yield hash;
            }
            case Map<?, ?> map -> {
                // Of structs and maps; the order of entries does not matter.
                long hash = map.size();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    hash += ByteHash.of(of(entry.getKey()) + ByteHash.of(of(entry.getValue())));
                }
                yield hash;
            }
            case String text -> of(text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> ByteHash.of(bytes, 0, bytes.length);
            case Double number -> ByteHash.of(Double.doubleToLongBits(number + 0.0));
            case Float number -> ByteHash.of(Float.floatToIntBits(number + 0.0f));
            default -> ByteHash.of(value.hashCode());
        };
    }
}
