package io.quern.client.call;

import io.quern.core.error.QuernException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A method of an interface and what it is called with, by name: how a proxy calls an actor.
///
/// @param type name of the interface
/// @param method name of the method
/// @param parameters names of the types of its parameters
public record MethodCall(String type, String method, List<String> parameters, List<@Nullable Object> arguments) {
    public MethodCall {
        parameters = List.copyOf(parameters);
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }

    public static MethodCall of(Class<?> type, Method method, @Nullable Object @Nullable [] arguments) {
        return new MethodCall(
                type.getName(),
                method.getName(),
                names(method),
                arguments == null ? List.of() : Arrays.asList(arguments));
    }

    private static List<String> names(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(Class::getName).toList();
    }

    /// Calls it.
    ///
    /// @throws Exception what the method throws
    @Nullable
    Object on(Object object) throws Exception {
        Method found = find(object);
        // The interface may be the program's own business.
        found.setAccessible(true);
        try {
            return found.invoke(object, arguments.toArray());
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception exception) {
                throw exception;
            }
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw thrown;
        }
    }

    private Method find(Object object) throws ClassNotFoundException {
        Class<?> known = Class.forName(type, false, Thread.currentThread().getContextClassLoader());
        if (!known.isInstance(object)) {
            throw QuernException.user("the actor is a " + object.getClass().getName() + ", which is no " + type
                    + " of the code that calls it; make it and call it with the same code");
        }
        for (Method candidate : known.getMethods()) {
            if (candidate.getName().equals(method) && names(candidate).equals(parameters)) {
                return candidate;
            }
        }
        throw QuernException.user(type + " has no method " + method + parameters
                + " where the actor is; make it and call it with the same code");
    }

    /// The call as its program wrote it, its arguments apart: `Counter.add`.
    public String name() {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1) + "." + method;
    }
}
