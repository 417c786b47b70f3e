package io.quern.dataframe.batch;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/// Gives a batch its own copy of the entries of dictionaries of which it uses less than half, by bytes, so that it does
/// not keep in memory what only others use. What is used by more stays shared with the others.
public final class OwnValues {
    private final IdentityHashMap<Vector, List<DictionaryVector>> users = new IdentityHashMap<>();
    private final IdentityHashMap<Vector, UsedEntries> owned = new IdentityHashMap<>();

    private OwnValues() {}

    /// The same rows.
    ///
    /// @param beforeCopy told how many bytes the copies are going to take
    public static Batch of(Batch batch, LongConsumer beforeCopy) {
        OwnValues values = new OwnValues();
        batch.columns().forEach(values::collect);
        values.choose(beforeCopy);
        List<Vector> columns = batch.columns().stream().map(values::own).toList();
        return new Batch(batch.schema(), batch.length(), columns);
    }

    private void collect(Vector vector) {
        switch (vector) {
            case DictionaryVector codes ->
                users.computeIfAbsent(codes.dictionary(), _ -> new ArrayList<>())
                        .add(codes);
            case ListVector lists -> collect(lists.elements());
            case MapVector maps -> {
                collect(maps.keys());
                collect(maps.values());
            }
            case StructVector structs -> structs.children().forEach(this::collect);
            default -> {}
        }
    }

    private void choose(LongConsumer beforeCopy) {
        long copied = 0;
        for (Map.Entry<Vector, List<DictionaryVector>> entry : users.entrySet()) {
            Vector dictionary = entry.getKey();
            UsedEntries used = UsedEntries.of(dictionary, entry.getValue());
            if (used.bytes() * 2 <= dictionary.retainedBytes()) {
                owned.put(dictionary, used);
                copied += used.copyBytes();
            }
        }
        beforeCopy.accept(copied);
        owned.values().forEach(UsedEntries::copy);
    }

    private Vector own(Vector vector) {
        return switch (vector) {
            case DictionaryVector codes -> {
                UsedEntries used = owned.get(codes.dictionary());
                yield used == null ? codes : used.own(codes);
            }
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
