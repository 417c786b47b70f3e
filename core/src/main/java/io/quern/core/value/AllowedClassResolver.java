package io.quern.core.value;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.IntMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets registered types pass by number and the classes of an allow-list by name. A name is checked before the
/// class is looked up, so that a stream cannot make a process load anything else.
final class AllowedClassResolver extends DefaultClassResolver {
    private static final String MISSING = "its class is " + MissingClass.WHERE;

    private final ClassAllowList allowList;

    /// Classes that were written by name since [#takeNamed()].
    private final Set<Class<?>> named = new LinkedHashSet<>();

    /// Spares the set where many values of one class follow each other.
    private @Nullable Class<?> lastNamed;

    /// What [#takeNamed()] returned last: most values of a program are of the classes of the one before.
    private List<Class<?>> lastTaken = List.of();

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
        checkSent(type);
        checkLeavesProgram(type);
        return super.registerImplicit(type);
    }

    /// The classes that were written by name since the last call, without their array dimensions.
    List<Class<?>> takeNamed() {
        lastNamed = null;
        if (named.size() != lastTaken.size() || !named.containsAll(lastTaken)) {
            lastTaken = List.copyOf(named);
        }
        named.clear();
        return lastTaken;
    }

    @Override
    @SuppressWarnings("rawtypes") // the signature is Kryo's
    protected void writeName(Output out, Class type, Registration registration) {
        super.writeName(out, type, registration);
        if (type != lastNamed) {
            lastNamed = type;
            Class<?> element = type;
            while (element.isArray()) {
                element = element.componentType();
            }
            if (element.getClassLoader() != null) {
                named.add(element);
            }
        }
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
        checkRead(name);
        try {
            return Class.forName(name, false, kryo.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new KryoException("cannot read a " + name + ": " + MISSING + "; " + MissingClass.REMEDY, e);
        }
    }

    private void checkSent(Class<?> type) {
        String element = elementName(type.getName());
        Optional<String> refusal = refusal(element);
        if (refusal.isPresent()) {
            throw new UnsendableException("cannot send a " + element + ": " + refusal.get(), Remedies.of(type));
        }
    }

    private void checkRead(String name) {
        String element = elementName(name);
        Optional<String> refusal = refusal(element);
        if (refusal.isEmpty()) {
            return;
        }
        boolean isMissing = refusal.get().equals(ClassAllowList.UNKNOWN);
        throw new UnsendableException(
                "cannot read a " + element + ": " + (isMissing ? MISSING : refusal.get()),
                isMissing ? MissingClass.REMEDY : "only classes of the program and the framework are read by name");
    }

    private Optional<String> refusal(String element) {
        return element.isEmpty() || isRegistered(element) ? Optional.empty() : allowList.refusal(element);
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
