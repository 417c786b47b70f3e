package io.quern.dataframe.aggregate;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An order of values of one type as [io.quern.dataframe.batch.cell.CellReader] gives them; it calls those equal that
/// are one key. Null is last, text goes by its bytes, lists and structs by their first difference, maps by their
/// entries in the order of the keys.
public final class NestedOrder {
    private NestedOrder() {}

    public static Comparator<@Nullable Object> of(DataType type) {
        Comparator<Object> values = switch (type) {
            case ListType list -> lists(of(list.element().type()));
            case StructType struct -> structs(struct);
            case MapType map -> maps(of(map.key().type()), of(map.value().type()));
            default -> NestedOrder::compareLeaves;
        };
        return Comparator.nullsLast(values);
    }

    private static Comparator<Object> lists(Comparator<@Nullable Object> elements) {
        return (a, b) -> {
            List<?> left = (List<?>) a;
            List<?> right = (List<?>) b;
            for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
                int order = elements.compare(left.get(i), right.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(left.size(), right.size());
        };
    }

    private static Comparator<Object> structs(StructType type) {
        List<String> names = type.fields().stream().map(Field::name).toList();
        List<Comparator<@Nullable Object>> members =
                type.fields().stream().map(field -> of(field.type())).toList();
        return (a, b) -> {
            int order = 0;
            for (int i = 0; i < names.size() && order == 0; i++) {
                order = members.get(i).compare(((Map<?, ?>) a).get(names.get(i)), ((Map<?, ?>) b).get(names.get(i)));
            }
            return order;
        };
    }

    private static Comparator<Object> maps(Comparator<@Nullable Object> keys, Comparator<@Nullable Object> values) {
        Comparator<Object> keyLists = lists(keys);
        Comparator<Object> valueLists = lists(values);
        return (a, b) -> {
            TreeMap<@Nullable Object, @Nullable Object> left = new TreeMap<>(keys);
            left.putAll((Map<?, ?>) a);
            TreeMap<@Nullable Object, @Nullable Object> right = new TreeMap<>(keys);
            right.putAll((Map<?, ?>) b);
            int order = keyLists.compare(
                    Arrays.asList(left.keySet().toArray()),
                    Arrays.asList(right.keySet().toArray()));
            return order != 0
                    ? order
                    : valueLists.compare(
                            Arrays.asList(left.values().toArray()),
                            Arrays.asList(right.values().toArray()));
        };
    }

    @SuppressWarnings("unchecked") // Both are of the class that the type's cells have.
    private static int compareLeaves(Object left, Object right) {
        return switch (left) {
            case String text ->
                Arrays.compareUnsigned(
                        text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> Arrays.compareUnsigned(bytes, (byte[]) right);
            case Double number -> Double.compare(number + 0.0, (Double) right + 0.0);
            case Float number -> Float.compare(number + 0.0f, (Float) right + 0.0f);
            default -> ((Comparable<Object>) left).compareTo(right);
        };
    }
}
