package io.quern.dataframe.batch;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Adds up what vectors keep alive; what several of them share counts once. For one thread.
public final class RetainedBytes {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private long sum;

    public void add(Batch batch) {
        batch.columns().forEach(this::add);
    }

    void add(Vector vector) {
        switch (vector) {
            case DictionaryVector codes -> {
                sum += codes.codes().length * 4L + codes.validity().retainedBytes();
                addOnce(codes.dictionary());
            }
            case ConstantVector constant -> addOnce(constant.value());
            case BytesVector bytes -> {
                long data = bytes.data().length;
                sum += bytes.retainedBytes() - (seen.add(bytes.data()) ? 0 : data);
            }
            case ListVector lists -> {
                sum += lists.offsets().length * 4L + lists.validity().retainedBytes();
                add(lists.elements());
            }
            case MapVector maps -> {
                sum += maps.offsets().length * 4L + maps.validity().retainedBytes();
                add(maps.keys());
                add(maps.values());
            }
            case StructVector structs -> {
                sum += structs.validity().retainedBytes();
                structs.children().forEach(this::add);
            }
            default -> sum += vector.retainedBytes();
        }
    }

    private void addOnce(Vector shared) {
        if (seen.add(shared)) {
            add(shared);
        }
    }

    /// What the rows of a batch take, but for the dictionaries and constants that they are over.
    public static long withoutDictionaries(Batch batch) {
        return batch.columns().stream()
                .mapToLong(RetainedBytes::withoutDictionaries)
                .sum();
    }

    private static long withoutDictionaries(Vector vector) {
        return switch (vector) {
            case DictionaryVector codes ->
                codes.codes().length * 4L + codes.validity().retainedBytes();
            case ConstantVector _ -> 0;
            case ListVector lists ->
                lists.offsets().length * 4L + lists.validity().retainedBytes() + withoutDictionaries(lists.elements());
            case MapVector maps ->
                maps.offsets().length * 4L
                        + maps.validity().retainedBytes()
                        + withoutDictionaries(maps.keys())
                        + withoutDictionaries(maps.values());
            case StructVector structs ->
                structs.validity().retainedBytes()
                        + structs.children().stream()
                                .mapToLong(RetainedBytes::withoutDictionaries)
                                .sum();
            default -> vector.retainedBytes();
        };
    }

    /// Of all that was added.
    public long sum() {
        return sum;
    }
}
