package io.quern.client.shipping;

import io.quern.core.code.SessionVariables;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.value.Functions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// The jar of a program's classes that are in no jar or folder, with the variables of jshell that they read.
final class LooseClasses {
    private LooseClasses() {}

    /// @param roots classes whose instances are sent
    /// @param isElsewhere whether the class file of that place travels otherwise, or need not
    /// @return empty where all classes are in jars and folders
    /// @throws QuernException USER where a class or the value of a variable cannot be sent: names it
    static Optional<CodeBlob> of(Collection<Class<?>> roots, Predicate<URL> isElsewhere) {
        Set<Class<?>> sent = new LinkedHashSet<>(roots);
        while (true) {
            Map<String, byte[]> files = ReachableClasses.of(sent, isElsewhere);
            if (files.isEmpty()) {
                return Optional.empty();
            }
            Set<String> variables = VariableReads.of(sent, files);
            if (variables.isEmpty()) {
                return Optional.of(pack(files));
            }
            Payload values = values(variables, session(sent));
            // Values may be of further classes, and lambdas among them read further variables.
            if (!sent.addAll(values.classes())) {
                files.put(SessionVariables.ENTRY, values.bytes());
                return Optional.of(pack(files));
            }
        }
    }

    private static ClassLoader session(Set<Class<?>> sent) {
        for (Class<?> type : sent) {
            if (type.getName().startsWith("REPL.") && type.getClassLoader() != null) {
                return type.getClassLoader();
            }
        }
        throw new IllegalStateException("variables of jshell are read, but none of its classes is sent: " + sent);
    }

    private static Payload values(Set<String> variables, ClassLoader session) {
        Functions functions = Functions.of(session);
        Map<String, @Nullable Object> values = SessionVariables.get(variables, session);
        for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
            try {
                functions.serialize(value.getValue());
            } catch (QuernException e) {
                String variable = value.getKey().substring(value.getKey().indexOf('#') + 1);
                throw new QuernException(
                        e.code(),
                        "what is sent reads the variable " + variable + " of the session, whose value cannot travel: "
                                + e.getMessage(),
                        e);
            }
        }
        return functions.serialize(new TreeMap<>(values));
    }

    private static CodeBlob pack(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                PackedFolder.begin(jar, file.getKey());
                jar.write(file.getValue());
                jar.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot be written", e);
        }
        return CodeBlob.ofBytes(bytes.toByteArray());
    }
}
