package io.quern.client.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// Hands out its class files as jshell and the source launcher do: by addresses that nobody else understands.
final class MemoryLoader extends ClassLoader {
    final Map<String, byte[]> files;

    MemoryLoader(Map<String, byte[]> files) {
        super(MemoryLoader.class.getClassLoader());
        this.files = files;
    }

    /// Compiles sources; returns the class files by their names in a jar.
    static Map<String, byte[]> compile(Path folder, String... sources) throws IOException {
        Path target = Files.createTempDirectory(folder, "compiled");
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", target.toString()));
        for (String source : sources) {
            String name = source.replaceFirst("(?s).*?public class ([\\w$]+).*", "$1");
            arguments.add(
                    Files.writeString(target.resolve(name + ".java"), source).toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        Map<String, byte[]> compiled = new TreeMap<>();
        try (Stream<Path> files = Files.walk(target)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".class")).toList()) {
                compiled.put(target.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return compiled;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = files.get(name.replace('.', '/') + ".class");
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    protected URL findResource(String name) {
        byte[] bytes = files.get(name);
        return bytes == null ? null : url(name, bytes);
    }

    private static URL url(String name, byte[] bytes) {
        try {
            return URL.of(URI.create("memory:" + name.replace("$", "%24")), new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new URLConnection(url) {
                        @Override
                        public void connect() {}

                        @Override
                        public InputStream getInputStream() {
                            return new ByteArrayInputStream(bytes);
                        }
                    };
                }
            });
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
