package io.quern.core.value;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Serializers of things with elements: a size, then each element with its class. Sizes are checked against the bytes
/// that are left, and a refused element says at which place it stood.
final class ElementSerializers {
    private ElementSerializers() {}

    static void writeElement(Kryo kryo, Output out, @Nullable Object element, Object place) {
        try {
            kryo.writeClassAndObject(out, element);
        } catch (KryoException e) {
            e.addTrace("[" + place + "]");
            throw e;
        }
    }

    static void writeElements(Kryo kryo, Output out, Collection<?> elements) {
        out.writeVarInt(elements.size(), true);
        int index = 0;
        for (Object element : elements) {
            writeElement(kryo, out, element, index++);
        }
    }

    static void writeEntries(Kryo kryo, Output out, Map<?, ?> entries) {
        out.writeVarInt(entries.size(), true);
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            writeElement(kryo, out, entry.getKey(), "a key");
            writeElement(kryo, out, entry.getValue(), entry.getKey() instanceof String key ? key : "a value");
        }
    }

    static void readElements(Kryo kryo, Input in, Collection<@Nullable Object> into) {
        int size = ((BoundedInput) in).readSize(1);
        for (int i = 0; i < size; i++) {
            into.add(kryo.readClassAndObject(in));
        }
    }

    static void readEntries(Kryo kryo, Input in, Map<@Nullable Object, @Nullable Object> into) {
        int size = ((BoundedInput) in).readSize(2);
        for (int i = 0; i < size; i++) {
            Object key = kryo.readClassAndObject(in);
            into.put(key, kryo.readClassAndObject(in));
        }
    }

    /// A collection that can be made empty and filled. `order` is what its order depends on (a comparator), or always
    /// null.
    static final class OfCollection<C extends Collection<?>> extends Serializer<C> {
        private final Function<C, @Nullable Object> order;
        private final Function<@Nullable Object, C> create;

        OfCollection(Function<C, @Nullable Object> order, Function<@Nullable Object, C> create) {
            this.order = order;
            this.create = create;
        }

        @Override
        public void write(Kryo kryo, Output out, C value) {
            writeElement(kryo, out, order.apply(value), "comparator");
            writeElements(kryo, out, value);
        }

        @Override
        @SuppressWarnings("unchecked") // what was in the collection was allowed to be there
        public C read(Kryo kryo, Input in, Class<? extends C> type) {
            C collection = create.apply(kryo.readClassAndObject(in));
            kryo.reference(collection);
            readElements(kryo, in, (Collection<@Nullable Object>) collection);
            return collection;
        }
    }

    /// A map that can be made empty and filled, as above.
    static final class OfMap<M extends Map<?, ?>> extends Serializer<M> {
        private final Function<M, @Nullable Object> order;
        private final Function<@Nullable Object, M> create;

        OfMap(Function<M, @Nullable Object> order, Function<@Nullable Object, M> create) {
            this.order = order;
            this.create = create;
        }

        @Override
        public void write(Kryo kryo, Output out, M value) {
            writeElement(kryo, out, order.apply(value), "comparator");
            writeEntries(kryo, out, value);
        }

        @Override
        @SuppressWarnings("unchecked") // what was in the map was allowed to be there
        public M read(Kryo kryo, Input in, Class<? extends M> type) {
            M map = create.apply(kryo.readClassAndObject(in));
            kryo.reference(map);
            readEntries(kryo, in, (Map<@Nullable Object, @Nullable Object>) map);
            return map;
        }
    }

    /// An array of objects.
    static final class OfArray extends Serializer<@Nullable Object[]> {
        private final IntFunction<@Nullable Object[]> create;

        OfArray(Class<?> arrayType) {
            this.create = length -> (@Nullable Object[]) Array.newInstance(arrayType.componentType(), length);
        }

        @Override
        public void write(Kryo kryo, Output out, @Nullable Object[] value) {
            out.writeVarInt(value.length, true);
            for (int i = 0; i < value.length; i++) {
                writeElement(kryo, out, value[i], i);
            }
        }

        @Override
        public @Nullable Object[] read(Kryo kryo, Input in, Class<? extends @Nullable Object[]> type) {
            @Nullable Object[] array = create.apply(((BoundedInput) in).readSize(1));
            kryo.reference(array);
            for (int i = 0; i < array.length; i++) {
                array[i] = kryo.readClassAndObject(in);
            }
            return array;
        }
    }

    /// An immutable value made of parts that are no elements: written and read by two functions.
    static final class OfParts<T> extends Serializer<T> {
        /// Writes the parts.
        @FunctionalInterface
        interface Writer<T> {
            void write(Kryo kryo, Output out, T value);
        }

        private final Writer<T> writer;
        private final BiFunction<Kryo, BoundedInput, T> reader;

        OfParts(Writer<T> writer, BiFunction<Kryo, BoundedInput, T> reader) {
            super(false, true);
            this.writer = writer;
            this.reader = reader;
        }

        @Override
        public void write(Kryo kryo, Output out, T value) {
            writer.write(kryo, out, value);
        }

        @Override
        public T read(Kryo kryo, Input in, Class<? extends T> type) {
            return reader.apply(kryo, (BoundedInput) in);
        }
    }
}
