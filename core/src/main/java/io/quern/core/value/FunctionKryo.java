package io.quern.core.value;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import com.esotericsoftware.kryo.serializers.RecordSerializer;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objenesis.strategy.StdInstantiatorStrategy;

/// Kryo set up for functions and values: registered types of the JDK, allowed classes by name, references kept (so
/// that shared and circular objects come back as such), depth limited. Used by one thread at a time.
final class FunctionKryo extends Kryo {
    /// Objects within objects. Deeper ones end with an error that says so, not with a stack overflow.
    static final int DEPTH_MAX = 512;

    private final AllowedClassResolver resolver;

    FunctionKryo(ClassAllowList allowList, ClassLoader loader) {
        this(new AllowedClassResolver(allowList), loader);
    }

    private FunctionKryo(AllowedClassResolver resolver, ClassLoader loader) {
        super(resolver, new MapReferenceResolver());
        this.resolver = resolver;
        setClassLoader(loader);
        setRegistrationRequired(false);
        setMaxDepth(DEPTH_MAX);
        setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        JdkTypes.register(this);
    }

    /// How classes that are not registered are written: arrays by element, enums by constant, records by component,
    /// everything else by field.
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // the signature is Kryo's
    public Serializer<?> getDefaultSerializer(Class type) {
        if (type.isArray() && !type.componentType().isPrimitive()) {
            return new ElementSerializers.OfArray(type);
        }
        if (type.getClassLoader() == null) {
            return super.getDefaultSerializer(type);
        }
        if (Enum.class.isAssignableFrom(type)) {
            return new DefaultSerializers.EnumSerializer(type);
        }
        if (type.isRecord()) {
            return new RecordSerializer<>(type);
        }
        checkSuperclasses(type);
        return new FieldSerializer<>(this, type);
    }

    /// Fields of the JDK cannot be read, so a class that inherits some would come back without them.
    private static void checkSuperclasses(Class<?> type) {
        for (Class<?> above = type; above != null; above = above.getSuperclass()) {
            if (above.getClassLoader() != null) {
                continue;
            }
            for (Field field : above.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    String remedy = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
                            ? "copy it to the public collection that it extends"
                            : Remedies.of(type);
                    throw new UnsendableException(
                            "cannot send a " + type.getName() + ": it extends " + above.getName()
                                    + ", whose fields cannot be read",
                            remedy);
                }
            }
        }
    }

    /// Writes one value.
    ///
    /// @return the classes outside the JDK that the bytes name
    List<Class<?>> writeAll(Output out, @Nullable Object value) {
        writeClassAndObject(out, value);
        return resolver.takeNamed();
    }

    /// Reads one value that fills the input to its end.
    @Nullable
    Object readAll(BoundedInput in) {
        Object value = readClassAndObject(in);
        if (in.remaining() != 0) {
            throw new KryoException(in.remaining() + " bytes are left over after the value");
        }
        return value;
    }
}
