package io.quern.core.value;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An `EnumMap`, whose key type shows only in its keys: an empty one does not tell it and is refused.
final class EnumMapSerializer extends Serializer<EnumMap<?, ?>> {
    @Override
    public void write(Kryo kryo, Output out, EnumMap<?, ?> value) {
        if (value.isEmpty()) {
            throw new UnsendableException(
                    "cannot send an empty java.util.EnumMap: it does not tell the type of its keys",
                    "use a java.util.TreeMap, or null for empty");
        }
        ElementSerializers.writeEntries(kryo, out, value);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes", "NonApiType"}) // the key type is known at run time only
    public EnumMap<?, ?> read(Kryo kryo, Input in, Class<? extends EnumMap<?, ?>> type) {
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        ElementSerializers.readEntries(kryo, in, entries);
        for (Object key : entries.keySet()) {
            if (!(key instanceof Enum<?>)) {
                throw new KryoException("an EnumMap was expected, but " + key + " is its key");
            }
        }
        return new EnumMap(entries);
    }
}
