package io.quern.core.value;

import java.net.URL;

/// The classes that a user's program brings along. Thread-safe.
@FunctionalInterface
public interface UserClasses {
    /// No classes at all: only values of the JDK and of the framework pass.
    UserClasses NONE = className -> false;

    /// Whether the class of that name is one of them. Must not load it.
    boolean holds(String className);

    /// The classes that a loader finds outside the JDK. Asks for the class file as a resource, so nothing is
    /// loaded or initialised.
    static UserClasses of(ClassLoader loader) {
        return className -> {
            URL url = loader.getResource(className.replace('.', '/') + ".class");
            return url != null && !url.getProtocol().equals("jrt");
        };
    }
}
