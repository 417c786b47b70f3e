package io.quern.dataframe.parquet;

import io.quern.dataframe.parquet.convert.TimeUnits;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether columns of different files are one column, and of what type: types are equal but for the units of
/// times and for what may be null.
final class ColumnMatch {
    private ColumnMatch() {}

    /// Whether a column of a file can be read as another type.
    static boolean isReadableAs(DataType type, DataType wanted) {
        return !(wanted.equals(DataType.NULL) && !type.equals(DataType.NULL))
                && common(type, wanted).isPresent();
    }

    /// The type that values of both have, of times the finer unit; empty if there is none.
    static Optional<DataType> common(DataType a, DataType b) {
        if (a.equals(b)) {
            return Optional.of(a);
        }
        if (a.equals(DataType.NULL) || b.equals(DataType.NULL)) {
            return Optional.of(a.equals(DataType.NULL) ? b : a);
        }
        if (TimeUnits.differInUnitOnly(a, b)) {
            return Optional.of(
                    TimeUnits.unit(a).perSecond() >= TimeUnits.unit(b).perSecond() ? a : b);
        }
        return switch (a) {
            case DataType.ListType left
            when b instanceof DataType.ListType right ->
                common(left.element(), right.element()).map(DataType.ListType::new);
            case DataType.MapType left
            when b instanceof DataType.MapType right ->
                common(left.key(), right.key())
                        .flatMap(key ->
                                common(left.value(), right.value()).map(value -> new DataType.MapType(key, value)));
            case DataType.StructType left
            when b instanceof DataType.StructType right ->
                common(left.fields(), right.fields()).map(DataType.StructType::new);
            default -> Optional.empty();
        };
    }

    /// Of the first one's name.
    static Optional<Field> common(Field a, Field b) {
        return common(a.type(), b.type()).map(type -> new Field(a.name(), type, a.isNullable() || b.isNullable()));
    }

    private static Optional<List<Field>> common(List<Field> a, List<Field> b) {
        if (a.size() != b.size()) {
            return Optional.empty();
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            Optional<Field> field = common(a.get(i), b.get(i));
            if (field.isEmpty() || !a.get(i).name().equals(b.get(i).name())) {
                return Optional.empty();
            }
            fields.add(field.get());
        }
        return Optional.of(fields);
    }
}
