package io.quern.dataframe.type;

import io.quern.core.error.QuernException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The columns of a frame in order; names are unique.
public record Schema(List<Field> fields) {
    public Schema {
        fields = List.copyOf(fields);
        Set<String> seen = new HashSet<>();
        for (Field field : fields) {
            if (!seen.add(field.name())) {
                throw QuernException.user("two columns are named '" + field.name() + "'; rename one with as(\"…\")");
            }
        }
    }

    public static Schema of(Field... fields) {
        return new Schema(List.of(fields));
    }

    public int size() {
        return fields.size();
    }

    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /// Whether the columns have the names of another schema's, in the same order. For the same instance that is
    /// told without looking at any.
    @SuppressWarnings("ReferenceEquality") // most rows have the instance that was declared
    public boolean hasNamesOf(Schema other) {
        if (this == other) {
            return true;
        }
        if (fields.size() != other.fields.size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).name().equals(other.fields.get(i).name())) {
                return false;
            }
        }
        return true;
    }

    /// Position of a column, or -1.
    public int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /// The column of that name.
    ///
    /// @throws QuernException if there is none; it suggests the nearest name
    public Field field(String name) {
        int index = indexOf(name);
        if (index < 0) {
            throw UnknownName.of("column", name, names());
        }
        return fields.get(index);
    }

    /// One line a column.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Field field : fields) {
            text.append(field).append(field.isNullable() ? "" : " not null").append('\n');
        }
        return text.toString();
    }
}
