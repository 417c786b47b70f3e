package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType.NullType;
import java.util.ArrayList;
import java.util.List;

/// Writes dictionaries, constants and missing columns out, so that the kind of a vector is the one its type has in the
/// table of [Vector], and so is that of its children.
public final class Flatten {
    private Flatten() {}

    public static Batch batch(Batch batch) {
        return new Batch(
                batch.schema(),
                batch.length(),
                batch.columns().stream().map(Flatten::vector).toList());
    }

    /// The same values in a vector whose children are flat too.
    public static Vector vector(Vector vector) {
        return switch (vector) {
            case ListVector lists ->
                new ListVector(
                        lists.type(), lists.length(), lists.validity(), lists.offsets(), vector(lists.elements()));
            case MapVector maps ->
                new MapVector(
                        maps.type(),
                        maps.length(),
                        maps.validity(),
                        maps.offsets(),
                        vector(maps.keys()),
                        vector(maps.values()));
            case StructVector structs -> {
                List<Vector> children = new ArrayList<>(structs.children().size());
                for (Vector child : structs.children()) {
                    children.add(vector(child));
                }
                yield new StructVector(structs.type(), structs.length(), structs.validity(), children);
            }
            case ConstantVector _, DictionaryVector _ -> vector(top(vector));
            default -> top(vector);
        };
    }

    /// The same values in a vector that is not a dictionary, constant or typed null vector itself; its children may be.
    public static Vector top(Vector vector) {
        return switch (vector) {
            case ConstantVector constant ->
                top(Gather.rows(constant.value(), new int[constant.length()], constant.length()));
            case DictionaryVector codes -> top(Gather.rows(codes.dictionary(), entryRows(codes), codes.length()));
            case NullVector none when !(none.type() instanceof NullType) -> Nulls.of(none.type(), none.length());
            default -> vector;
        };
    }

    private static int[] entryRows(DictionaryVector codes) {
        if (!codes.validity().hasNulls()) {
            return codes.codes();
        }
        int[] rows = new int[codes.length()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = codes.validity().isValid(i) ? codes.codes()[i] : Gather.NULL_ROW;
        }
        return rows;
    }
}
