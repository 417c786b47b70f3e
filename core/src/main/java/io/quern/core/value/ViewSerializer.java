package io.quern.core.value;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The collections of `java.util` that have no public class: `List.of`, `stream.toList()`, `Arrays.asList`,
/// `subList`, `keySet`, `Collections.unmodifiableMap` and their like.
///
/// What is read has the same elements in the same order and is as modifiable as before; a view becomes a copy of what
/// it showed.
final class ViewSerializer extends Serializer<Object> {
    private enum Shape {
        LIST,
        SET,
        SORTED_SET,
        COLLECTION,
        MAP,
        SORTED_MAP
    }

    private enum Guard {
        PLAIN,
        UNMODIFIABLE,
        SYNCHRONIZED,
        IMMUTABLE
    }

    ViewSerializer() {
        super(false, true);
    }

    /// Whether this serializer is for instances of that class.
    static boolean isFor(Class<?> type) {
        return !java.lang.reflect.Modifier.isPublic(type.getModifiers())
                && type.getName().startsWith("java.util.")
                && type.getClassLoader() == null
                && (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type));
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // the order of the constants is the encoding
    public void write(Kryo kryo, Output out, Object value) {
        Shape shape = shape(value);
        out.writeByte(shape.ordinal());
        out.writeByte(guard(value.getClass()).ordinal());
        if (value instanceof SortedSet<?> set) {
            ElementSerializers.writeElement(kryo, out, set.comparator(), "comparator");
        } else if (value instanceof SortedMap<?, ?> map) {
            ElementSerializers.writeElement(kryo, out, map.comparator(), "comparator");
        }
        if (value instanceof Map<?, ?> map) {
            ElementSerializers.writeEntries(kryo, out, map);
        } else {
            ElementSerializers.writeElements(kryo, out, (Collection<?>) value);
        }
    }

    @Override
    public Object read(Kryo kryo, Input in, Class<?> type) {
        Shape shape = constant(Shape.values(), in.readByte());
        Guard guard = constant(Guard.values(), in.readByte());
        return switch (shape) {
            case LIST -> list(elements(kryo, in), guard);
            case COLLECTION -> collection(elements(kryo, in), guard);
            case SET -> set(elements(kryo, in), guard);
            case SORTED_SET -> {
                TreeSet<@Nullable Object> set = new TreeSet<>(JdkTypes.comparator(kryo.readClassAndObject(in)));
                ElementSerializers.readElements(kryo, in, set);
                yield sortedSet(set, guard);
            }
            case MAP -> {
                Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
                ElementSerializers.readEntries(kryo, in, map);
                yield map(map, guard);
            }
            case SORTED_MAP -> {
                TreeMap<@Nullable Object, @Nullable Object> map =
                        new TreeMap<>(JdkTypes.comparator(kryo.readClassAndObject(in)));
                ElementSerializers.readEntries(kryo, in, map);
                yield sortedMap(map, guard);
            }
        };
    }

    private static Shape shape(Object value) {
        return switch (value) {
            case List<?> _ -> Shape.LIST;
            case SortedSet<?> _ -> Shape.SORTED_SET;
            case Set<?> _ -> Shape.SET;
            case SortedMap<?, ?> _ -> Shape.SORTED_MAP;
            case Map<?, ?> _ -> Shape.MAP;
            default -> Shape.COLLECTION;
        };
    }

    private static Guard guard(Class<?> type) {
        String name = type.getName();
        if (name.startsWith("java.util.ImmutableCollections$")) {
            return Guard.IMMUTABLE;
        }
        if (name.startsWith("java.util.Collections$Synchronized")) {
            return Guard.SYNCHRONIZED;
        }
        boolean isGuarded = name.startsWith("java.util.Collections$") && !name.contains("Checked");
        return isGuarded ? Guard.UNMODIFIABLE : Guard.PLAIN;
    }

    private static List<@Nullable Object> elements(Kryo kryo, Input in) {
        List<@Nullable Object> elements = new ArrayList<>();
        ElementSerializers.readElements(kryo, in, elements);
        return elements;
    }

    private static Object list(List<@Nullable Object> elements, Guard guard) {
        return switch (guard) {
            case PLAIN -> elements;
            case UNMODIFIABLE -> Collections.unmodifiableList(elements);
            case SYNCHRONIZED -> Collections.synchronizedList(elements);
            case IMMUTABLE -> elements.contains(null) ? elements.stream().toList() : List.copyOf(elements);
        };
    }

    private static Object collection(List<@Nullable Object> elements, Guard guard) {
        return switch (guard) {
            case PLAIN -> elements;
            case UNMODIFIABLE, IMMUTABLE -> Collections.unmodifiableCollection(elements);
            case SYNCHRONIZED -> Collections.synchronizedCollection(elements);
        };
    }

    private static Object set(List<@Nullable Object> elements, Guard guard) {
        Set<@Nullable Object> set = new LinkedHashSet<>(elements);
        return switch (guard) {
            case PLAIN -> set;
            case UNMODIFIABLE -> Collections.unmodifiableSet(set);
            case SYNCHRONIZED -> Collections.synchronizedSet(set);
            case IMMUTABLE -> Set.copyOf(set);
        };
    }

    private static Object sortedSet(NavigableSet<@Nullable Object> set, Guard guard) {
        return switch (guard) {
            case PLAIN -> set;
            case UNMODIFIABLE, IMMUTABLE -> Collections.unmodifiableNavigableSet(set);
            case SYNCHRONIZED -> Collections.synchronizedNavigableSet(set);
        };
    }

    private static Object map(Map<@Nullable Object, @Nullable Object> map, Guard guard) {
        return switch (guard) {
            case PLAIN -> map;
            case UNMODIFIABLE -> Collections.unmodifiableMap(map);
            case SYNCHRONIZED -> Collections.synchronizedMap(map);
            case IMMUTABLE -> Map.copyOf(map);
        };
    }

    private static Object sortedMap(NavigableMap<@Nullable Object, @Nullable Object> map, Guard guard) {
        return switch (guard) {
            case PLAIN -> map;
            case UNMODIFIABLE, IMMUTABLE -> Collections.unmodifiableNavigableMap(map);
            case SYNCHRONIZED -> Collections.synchronizedNavigableMap(map);
        };
    }

    private static <T> T constant(T[] constants, int ordinal) {
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new KryoException(ordinal + " is none of " + Arrays.toString(constants));
        }
        return constants[ordinal];
    }
}
