package io.quern.dataframe.batch;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// Writes dictionaries out that have more entries than the rows of some batches use, so that the batches do not
/// keep what others use in memory.
public final class OwnValues {
    private final IdentityHashMap<Vector, Long> rowsOfDictionary = new IdentityHashMap<>();

    private OwnValues() {}

    /// The same rows.
    public static List<Batch> of(List<Batch> batches) {
        OwnValues values = new OwnValues();
        batches.forEach(batch -> batch.columns().forEach(values::count));
        List<Batch> own = new ArrayList<>();
        for (Batch batch : batches) {
            List<Vector> columns = batch.columns().stream().map(values::own).toList();
            own.add(new Batch(batch.schema(), batch.length(), columns));
        }
        return own;
    }

    private void count(Vector vector) {
        switch (vector) {
            case DictionaryVector codes -> rowsOfDictionary.merge(codes.dictionary(), (long) codes.length(), Long::sum);
            case ListVector lists -> count(lists.elements());
            case MapVector maps -> {
                count(maps.keys());
                count(maps.values());
            }
            case StructVector structs -> structs.children().forEach(this::count);
            default -> {}
        }
    }

    private Vector own(Vector vector) {
        return switch (vector) {
            case DictionaryVector codes ->
                rowsOfDictionary.getOrDefault(codes.dictionary(), 0L)
                                < codes.dictionary().length()
                        ? Flatten.top(codes)
                        : codes;
            case ListVector lists ->
                new ListVector(lists.type(), lists.length(), lists.validity(), lists.offsets(), own(lists.elements()));
            case MapVector maps ->
                new MapVector(
                        maps.type(),
                        maps.length(),
                        maps.validity(),
                        maps.offsets(),
                        own(maps.keys()),
                        own(maps.values()));
            case StructVector structs ->
                new StructVector(
                        structs.type(),
                        structs.length(),
                        structs.validity(),
                        structs.children().stream().map(this::own).toList());
            default -> vector;
        };
    }
}
