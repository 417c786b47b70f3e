package io.quern.client.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.code.CodeSet;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import io.quern.core.wire.Protocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCodeTest {
    private static final ClassLoader OWN = ProgramCodeTest.class.getClassLoader();

    /// The test's own class path is what workers have.
    private static final WorkerLibraries WORKERS = WorkerLibraries.ofEntries(ClassPath.of(OWN));

    @TempDir
    private Path folder;

    @Test
    void entriesThatWorkersLackTravelInTheirOrder() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Files.writeString(classes.resolve("b.txt"), "b");
        Files.createDirectories(classes.resolve("a/.git"));
        Files.writeString(classes.resolve("a/c.txt"), "c");
        Files.writeString(classes.resolve("a/.secret"), "s");
        Path jar = jar("library.jar", Map.of("x.txt", "x"), "");
        try (URLClassLoader program = loader(classes, jar, folder.resolve("missing"))) {
            ProgramCode code = new ProgramCode(program, WORKERS);
            CodeSet set = code.of(List.of());
            assertThat(set.blobs()).hasSize(2);
            assertThat(entries(read(code, set.blobs().getFirst()))).containsOnlyKeys("a/c.txt", "b.txt");
            assertThat(read(code, set.blobs().get(1))).isEqualTo(Files.readAllBytes(jar));
            assertThat(new ProgramCode(OWN, WORKERS)
                            .of(List.of(String.class, ProgramCode.class))
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void aFolderHasTheSameHashWhenItsFilesAreTheSame() throws Exception {
        List<CodeHash> hashes = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            Path classes = Files.createDirectory(folder.resolve(name));
            Files.writeString(classes.resolve("a.txt"), "a");
            Files.setLastModifiedTime(
                    classes.resolve("a.txt"), FileTime.from(Instant.EPOCH.plusSeconds(hashes.size())));
            try (URLClassLoader program = loader(classes)) {
                hashes.add(new ProgramCode(program, WORKERS).of(List.of()).hash());
            }
        }
        assertThat(hashes.getFirst()).isEqualTo(hashes.getLast());
    }

    @Test
    void aJarIsReadAgainOnlyAfterAChange() throws Exception {
        Path jar = jar("library.jar", Map.of("x.txt", "x"), "");
        FileTime time = Files.getLastModifiedTime(jar);
        try (URLClassLoader program = loader(jar)) {
            ProgramCode code = new ProgramCode(program, WORKERS);
            CodeHash before = code.of(List.of()).hash();
            byte[] damaged = Files.readAllBytes(jar);
            damaged[damaged.length - 1]++;
            Files.write(jar, damaged);
            Files.setLastModifiedTime(jar, time);
            assertThat(code.of(List.of()).hash()).isEqualTo(before);
            Files.setLastModifiedTime(jar, FileTime.from(time.toInstant().plusSeconds(1)));
            assertThat(code.of(List.of()).hash()).isNotEqualTo(before);
        }
    }

    @Test
    void jarsThatAManifestNamesTravelBehindIt() throws Exception {
        Path named = jar("named.jar", Map.of("y.txt", "y"), "");
        Path naming = jar("naming.jar", Map.of("x.txt", "x"), "named.jar missing.jar");
        try (URLClassLoader program = loader(naming)) {
            ProgramCode code = new ProgramCode(program, WORKERS);
            List<CodeSet.Blob> blobs = code.of(List.of()).blobs();
            assertThat(blobs).extracting(CodeSet.Blob::hash).containsExactly(hash(naming), hash(named));
        }
    }

    @Test
    void aFolderThatIsFarMoreThanCodeIsRefused() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        for (int i = 0; i < 200; i++) {
            Path inner = Files.createDirectory(classes.resolve("inner" + i));
            for (int j = 0; j < 101; j++) {
                Files.createFile(inner.resolve("file" + j));
            }
        }
        try (URLClassLoader program = loader(classes)) {
            assertThatThrownBy(() -> new ProgramCode(program, WORKERS).of(List.of()))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining(
                            "the folder " + classes + " on the program's class path has more than 20000 files")
                    .hasMessageContaining("put a folder of its own");
        }
    }

    @Test
    void classesThatAreInNoFileTravelWithAllThatTheyName() throws Exception {
        Map<String, byte[]> compiled = MemoryLoader.compile(folder, """
                public class Root {
                    record Part(Named[] named) {}
                    interface Named { Far far(); }
                    class Far {}
                    Runnable unrelated() { return null; }
                }
                """, """
                public class Apart { Root root; }
                """);
        MemoryLoader memory = new MemoryLoader(compiled);
        ProgramCode code = new ProgramCode(OWN, WORKERS);
        CodeSet set = code.of(List.of(memory.loadClass("Root")));
        assertThat(set.blobs()).hasSize(1);
        assertThat(entries(read(code, set.blobs().getFirst())).keySet())
                .containsExactly("Root$Far.class", "Root$Named.class", "Root$Part.class", "Root.class");
        assertThat(code.of(List.of(memory.loadClass("Root"))).hash()).isEqualTo(set.hash());
        assertThat(code.of(List.of(memory.loadClass("Apart")))
                        .blobs()
                        .getFirst()
                        .hash())
                .isNotEqualTo(set.blobs().getFirst().hash());
    }

    @Test
    void aClassWhoseLoaderKeepsItsFileToItselfIsRefused() throws Exception {
        MemoryLoader silent = new MemoryLoader(MemoryLoader.compile(folder, "public class Root {}"));
        Class<?> root = silent.loadClass("Root");
        silent.files.clear();
        assertThatThrownBy(() -> new ProgramCode(OWN, WORKERS).of(List.of(root)))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot send the class Root: its class loader")
                .hasMessageContaining("does not hand out its class file");
    }

    @Test
    void blobsThatWereNeverOfferedAreNotThere() {
        assertThatThrownBy(() -> new ProgramCode(OWN, WORKERS).read(CodeHash.of(new byte[] {1}), 0, 10))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("this program never had the jar");
    }

    @Test
    void librariesOfTheFrameworkAreKnownByNameAndItsOwnFoldersByWhatIsInThem() throws Exception {
        WorkerLibraries libraries = WorkerLibraries.ofDistribution(OWN);
        Path own = Path.of(ProgramCode.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(libraries.have(own)).isTrue();
        assertThat(libraries.have(jar("quern-core-0.0.1.jar", Map.of(), ""))).isFalse();
        assertThat(libraries.have(folder)).isFalse();
        try (URLClassLoader listing = loader(Files.createDirectory(folder.resolve("lists")))) {
            Path list = Files.createDirectories(folder.resolve("lists/META-INF/quern"))
                    .resolve("libraries");
            Files.writeString(list, "lib/some-1.0.jar,lib/other-2.0.jar");
            WorkerLibraries listed = WorkerLibraries.ofDistribution(listing);
            assertThat(listed.have(Path.of("/anywhere/some-1.0.jar"))).isTrue();
            assertThat(listed.have(Path.of("/anywhere/some-1.1.jar"))).isFalse();
        }
    }

    private static URLClassLoader loader(Path... entries) throws IOException {
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = entries[i].toUri().toURL();
        }
        return new URLClassLoader(urls, OWN);
    }

    private Path jar(String name, Map<String, String> texts, String classPath) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(
                ("Manifest-Version: 1.0\n" + (classPath.isEmpty() ? "" : "Class-Path: " + classPath + "\n"))
                        .getBytes(StandardCharsets.UTF_8)));
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                out.putNextEntry(new JarEntry(text.getKey()));
                out.write(text.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static CodeHash hash(Path file) throws IOException {
        return CodeHash.of(Files.readAllBytes(file));
    }

    private static byte[] read(ProgramCode code, CodeSet.Blob blob) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < blob.sizeBytes()) {
            all.writeBytes(
                    code.read(blob.hash(), all.size(), Protocol.CHUNK_BYTES).bytes());
        }
        assertThat(CodeHash.of(all.toByteArray())).isEqualTo(blob.hash());
        return all.toByteArray();
    }

    private static Map<String, byte[]> entries(byte[] jar) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }
}
