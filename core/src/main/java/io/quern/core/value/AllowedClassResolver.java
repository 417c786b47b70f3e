package io.quern.core.value;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.IntMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets registered types pass by number and the classes of an allow-list by name. A name is checked before the class
/// is looked up, so that a stream cannot make a process load anything else.
final class AllowedClassResolver extends DefaultClassResolver {
    private final ClassAllowList allowList;

    AllowedClassResolver(ClassAllowList allowList) {
        this.allowList = allowList;
    }

    @Override
    @SuppressWarnings("rawtypes") // the signature is Kryo's
    public Registration registerImplicit(Class type) {
        Class<?> standIn = JdkTypes.standIn(type);
        if (standIn != null) {
            Registration registration = getRegistration(standIn);
            classToRegistration.put(type, registration);
            return registration;
        }
        check(type.getName(), type);
        checkLeavesProgram(type);
        return super.registerImplicit(type);
    }

    @Override
    protected Registration readName(Input input) {
        int nameId = input.readVarInt(true);
        if (nameIdToClass == null) {
            nameIdToClass = new IntMap<>();
        }
        Class<?> type = nameIdToClass.get(nameId);
        if (type == null) {
            type = find(input.readString());
            nameIdToClass.put(nameId, type);
        }
        return kryo.getRegistration(type);
    }

    private Class<?> find(@Nullable String name) {
        if (name == null) {
            throw new KryoException("the name of a class is missing");
        }
        check(name, null);
        try {
            return Class.forName(name, false, kryo.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new KryoException(
                    "the class " + name + " is not on the class path here; start every process of the "
                            + "cluster with the program's classes",
                    e);
        }
    }

    private void check(String name, @Nullable Class<?> type) {
        String element = elementName(name);
        Optional<String> refusal =
                element.isEmpty() || isRegistered(element) ? Optional.empty() : allowList.refusal(element);
        if (refusal.isPresent()) {
            throw new UnsendableException("cannot send a " + element + ": " + refusal.get(), Remedies.of(type));
        }
    }

    private static void checkLeavesProgram(Class<?> type) {
        ProgramBound bound = type.getAnnotation(ProgramBound.class);
        if (bound != null) {
            throw new UnsendableException(
                    "cannot send a " + type.getName() + ": it belongs to the program that made it", bound.remedy());
        }
    }

    /// Whether arrays of that class pass because its values do.
    private boolean isRegistered(String element) {
        for (IntMap.Entry<Registration> entry : idToRegistration) {
            if (entry.value.getType().getName().equals(element)) {
                return true;
            }
        }
        return false;
    }

    /// The class at the bottom of an array's name, empty where that is a primitive type.
    private static String elementName(String name) {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions == 0) {
            return name;
        }
        boolean isObject = name.length() > dimensions + 1
                && name.charAt(dimensions) == 'L'
                && name.charAt(name.length() - 1) == ';';
        return isObject
                ? name.substring(dimensions + 1, name.length() - 1)
                : (name.length() == dimensions + 1 ? "" : name);
    }
}
