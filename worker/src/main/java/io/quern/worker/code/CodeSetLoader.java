package io.quern.worker.code;

import io.quern.core.key.CodeHash;
import java.net.URL;
import java.net.URLClassLoader;

/// Finds the classes of a code set, after those that every worker has. Closed with the last job of its code set.
final class CodeSetLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    CodeSetLoader(CodeHash set, URL[] jars, ClassLoader parent) {
        super("code set " + set.brief(), jars, parent);
    }
}
