package io.quern.client.shipping;

import io.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The classes of a program that are in no jar or folder: those of jshell, of `java Program.java`, and of other
/// loaders that make classes out of something else. Their class files are taken from the loader itself, and so are
/// those of all classes that they name, and so on. A class that is named by text alone (`Class.forName`) is not
/// found this way.
final class ReachableClasses {
    private static final String SUFFIX = ".class";

    private final Predicate<URL> isElsewhere;

    /// Class files by their names in a jar.
    private final Map<String, byte[]> found = new TreeMap<>();

    private final Set<Reference> seen = new HashSet<>();
    private final Queue<Reference> open = new ArrayDeque<>();

    /// @param internalName such as `java/util/List`
    private record Reference(ClassLoader loader, String internalName) {}

    private ReachableClasses(Predicate<URL> isElsewhere) {
        this.isElsewhere = isElsewhere;
    }

    /// The class files of these classes and of all that they name.
    ///
    /// @param isElsewhere whether the class file of that place travels otherwise, or need not
    /// @return by the names of the entries that they would be in a jar, in order
    /// @throws QuernException USER where a loader does not hand out the class file of a root
    static Map<String, byte[]> of(Collection<Class<?>> roots, Predicate<URL> isElsewhere) {
        ReachableClasses reachable = new ReachableClasses(isElsewhere);
        for (Class<?> root : roots) {
            ClassLoader loader = root.getClassLoader();
            if (loader != null) {
                String name = root.getName().replace('.', '/');
                if (loader.getResource(name + SUFFIX) == null) {
                    throw QuernException.user("cannot send the class " + root.getName() + ": its class loader " + loader
                            + " does not hand out its class file; write the class in a source file of the program");
                }
                reachable.reach(loader, name);
            }
        }
        reachable.followAll();
        return reachable.found;
    }

    private void reach(ClassLoader loader, String internalName) {
        // Most names are of the JDK, and asking for them takes time.
        if (!internalName.startsWith("java/") && seen.add(new Reference(loader, internalName))) {
            open.add(new Reference(loader, internalName));
        }
    }

    private void followAll() {
        for (Reference next = open.poll(); next != null; next = open.poll()) {
            String file = next.internalName() + SUFFIX;
            URL place = next.loader().getResource(file);
            if (place != null && !isElsewhere.test(place)) {
                byte[] bytes = read(next.loader(), file);
                found.put(file, bytes);
                reachAll(next.loader(), ClassFile.of().parse(bytes));
            }
        }
    }

    private void reachAll(ClassLoader loader, ClassModel type) {
        for (PoolEntry entry : type.constantPool()) {
            switch (entry) {
                case ClassEntry named
                when !named.asInternalName().startsWith("[") -> reach(loader, named.asInternalName());
                case ClassEntry array -> reachNamedIn(loader, array.asInternalName());
                // Descriptors of fields, methods and annotations are plain text of the pool.
                case Utf8Entry text -> reachNamedIn(loader, text.stringValue());
                default -> {
                    // Everything else is made of those.
                }
            }
        }
    }

    private void reachNamedIn(ClassLoader loader, String descriptor) {
        if (!descriptor.startsWith("L") && !descriptor.startsWith("[") && !descriptor.startsWith("(")) {
            return;
        }
        int from = descriptor.indexOf('L');
        while (from >= 0) {
            int to = descriptor.indexOf(';', from);
            if (to < 0) {
                return;
            }
            reach(loader, descriptor.substring(from + 1, to));
            from = descriptor.indexOf('L', to);
        }
    }

    private static byte[] read(ClassLoader loader, String file) {
        try (@Nullable InputStream in = loader.getResourceAsStream(file)) {
            if (in == null) {
                throw QuernException.user("cannot send the class file " + file + ": its class loader " + loader
                        + " says that it is there, but does not hand it out");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw QuernException.user("cannot send the class file " + file + ": " + e, e);
        }
    }
}
