package io.quern.dataframe.record;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes records out of structs, or out of the cells of a row in the order of the components.
final class RecordReader implements ComponentReader {
    private final Constructor<?> constructor;
    private final String[] names;
    private final ComponentReader[] readers;

    RecordReader(Class<?> recordClass, List<Field> fields, String path, ComponentReaders factory) {
        RecordComponent[] components = recordClass.getRecordComponents();
        constructor = constructor(recordClass, components);
        names = Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
        readers = new ComponentReader[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = names[i];
            String componentPath = path.isEmpty() ? name : path + "." + name;
            DataType type = typeOf(fields, name);
            readers[i] = type == null
                    ? factory.missing(components[i].getGenericType(), componentPath, fields)
                    : factory.of(components[i].getGenericType(), type, componentPath);
        }
    }

    private static @Nullable DataType typeOf(List<Field> fields, String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field.type();
            }
        }
        return null;
    }

    private static Constructor<?> constructor(Class<?> recordClass, RecordComponent[] components) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = recordClass.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record has its canonical constructor: " + recordClass, e);
        }
    }

    String[] names() {
        return names;
    }

    @Override
    public @Nullable Object read(@Nullable Object cell) {
        if (cell == null) {
            return null;
        }
        Map<?, ?> struct = (Map<?, ?>) cell;
        @Nullable Object[] cells = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            cells[i] = struct.get(names[i]);
        }
        return create(cells);
    }

    /// @param cells one a component; overwritten
    Object create(@Nullable Object[] cells) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = readers[i].read(cells[i]);
        }
        try {
            return constructor.newInstance(cells);
        } catch (InvocationTargetException e) {
            throw QuernException.user(
                    "the constructor of " + constructor.getDeclaringClass().getSimpleName() + " refused a row: "
                            + e.getCause(),
                    e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot make a " + constructor.getDeclaringClass().getName(), e);
        }
    }
}
