package io.quern.dataframe.batch.cell;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.builder.ListVectorBuilder;
import io.quern.dataframe.batch.builder.MapVectorBuilder;
import io.quern.dataframe.batch.builder.StructVectorBuilder;
import io.quern.dataframe.batch.builder.VectorBuilder;
import io.quern.dataframe.batch.cell.CellWriter.Appender;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lists, maps and structs. A row whose elements do not fit throws before the row has ended; the writer is of no use
/// then.
final class NestedCells {
    private NestedCells() {}

    static Appender list(ListVectorBuilder builder) {
        Slot elements = Slot.of(builder.elements());
        return value -> {
            switch (value) {
                case Iterable<?> iterable -> iterable.forEach(elements::append);
                case Object[] array -> {
                    for (Object element : array) {
                        elements.append(element);
                    }
                }
                case byte[] _ -> throw UnfitCellException.of(value, builder.type());
                default -> {
                    if (!value.getClass().isArray()) {
                        throw UnfitCellException.of(value, builder.type());
                    }
                    for (int i = 0; i < Array.getLength(value); i++) {
                        elements.append(Array.get(value, i));
                    }
                }
            }
            builder.endRow();
        };
    }

    static Appender map(MapVectorBuilder builder) {
        Slot keys = Slot.of(builder.keys());
        Slot values = Slot.of(builder.values());
        return value -> {
            if (!(value instanceof Map<?, ?> map)) {
                throw UnfitCellException.of(value, builder.type());
            }
            map.forEach((key, element) -> {
                keys.append(key);
                values.append(element);
            });
            builder.endRow();
        };
    }

    static Appender struct(StructVectorBuilder builder) {
        List<Field> fields = ((StructType) builder.type()).fields();
        List<Slot> members = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            members.add(Slot.of(builder.child(i)));
        }
        return value -> {
            for (int i = 0; i < fields.size(); i++) {
                members.get(i).append(member(value, fields.get(i).name()));
            }
            builder.endRow();
        };
    }

    static @Nullable Object member(Object struct, String name) {
        if (struct instanceof Map<?, ?> map) {
            if (!map.containsKey(name)) {
                throw QuernException.user("a map with the members " + map.keySet() + " has no '" + name + "'");
            }
            return map.get(name);
        }
        if (struct instanceof Record tuple) {
            for (RecordComponent component : tuple.getClass().getRecordComponents()) {
                if (component.getName().equals(name)) {
                    return componentValue(tuple, component);
                }
            }
        }
        throw QuernException.user("a " + struct.getClass().getName() + " has no component '" + name
                + "'; rows and structs are made from records and maps");
    }

    private static @Nullable Object componentValue(Record tuple, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(tuple);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + tuple.getClass().getName() + "." + component.getName(), e);
        }
    }

    /// A child builder and what appends to it.
    private record Slot(VectorBuilder builder, Appender appender) {
        static Slot of(VectorBuilder builder) {
            return new Slot(builder, CellWriter.appender(builder.type(), builder));
        }

        void append(@Nullable Object cell) {
            Object value = CellWriter.unwrapped(cell);
            if (value == null) {
                builder.appendNull();
            } else {
                appender.append(value);
            }
        }
    }
}
