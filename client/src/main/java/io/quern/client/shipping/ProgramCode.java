package io.quern.client.shipping;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.code.BlobSource;
import io.quern.core.code.CodeSet;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The code of the program that runs in this JVM, as code sets.
///
/// A code set has the entries of the class path that the workers do not have, in their order, and behind them one
/// jar of the classes that are in no entry ([LooseClasses]). An entry is read once, however many jobs there are;
/// the classes of jshell are looked at for every job, since they come and change while it runs.
public final class ProgramCode implements BlobSource {
    private static final Logger log = LoggerFactory.getLogger(ProgramCode.class);

    private final ClassLoader program;
    private final WorkerLibraries workers;
    private final EntryBlobs entryBlobs = new EntryBlobs();
    private final ReentrantLock lock = new ReentrantLock();

    /// What exists of what loaders were given.
    @GuardedBy("lock")
    private final Map<List<Path>, List<Path>> classPaths = new HashMap<>();

    /// Everything that was part of a code set: the scheduler may ask for it later.
    @GuardedBy("lock")
    private final Map<CodeHash, CodeBlob> offered = new HashMap<>();

    /// @param program finds the program's classes
    /// @param workers what need not travel
    public ProgramCode(ClassLoader program, WorkerLibraries workers) {
        this.program = program;
        this.workers = workers;
    }

    /// The code set of a job.
    ///
    /// @param classes those whose instances the job's functions and values are
    /// @throws io.quern.core.error.QuernException USER where some of it cannot be read or is far too large: names
    ///     it
    public CodeSet of(Collection<Class<?>> classes) {
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        loaders.add(program);
        classes.forEach(type -> loaders.add(type.getClassLoader()));
        Set<Path> entries = new LinkedHashSet<>();
        loaders.stream().filter(Objects::nonNull).forEach(loader -> entries.addAll(classPath(loader)));
        List<CodeBlob> blobs = new ArrayList<>();
        for (Path entry : entries) {
            if (!workers.have(entry)) {
                CodeBlob blob = entryBlobs.of(entry);
                if (blob.blob().sizeBytes() > 0) {
                    blobs.add(blob);
                }
            }
        }
        LooseClasses.of(classes, place -> isIn(entries, place)).ifPresent(blobs::add);
        lock.lock();
        try {
            blobs.forEach(blob -> offered.put(blob.blob().hash(), blob));
        } finally {
            lock.unlock();
        }
        return new CodeSet(blobs.stream().map(CodeBlob::blob).toList());
    }

    /// A loader may have been given more since it was asked last.
    private List<Path> classPath(ClassLoader loader) {
        lock.lock();
        try {
            return classPaths.computeIfAbsent(ClassPath.given(loader), ClassPath::whole);
        } finally {
            lock.unlock();
        }
    }

    /// Whether a class file is in an entry of a class path, or is the JDK's.
    private static boolean isIn(Set<Path> entries, URL classFile) {
        try {
            return switch (classFile.getProtocol()) {
                case "jrt" -> true;
                case "file" -> {
                    Path file = Path.of(classFile.toURI());
                    yield entries.stream().anyMatch(file::startsWith);
                }
                case "jar" -> {
                    URL jar = ((JarURLConnection) classFile.openConnection()).getJarFileURL();
                    yield jar.getProtocol().equals("file")
                            && entries.contains(
                                    Path.of(jar.toURI()).toAbsolutePath().normalize());
                }
                default -> false;
            };
        } catch (IOException | URISyntaxException | IllegalArgumentException | ClassCastException e) {
            log.debug("{} is in no jar or folder of this machine", classFile, e);
            return false;
        }
    }

    @Override
    public Payload read(CodeHash blob, long offset, int lengthMax) throws IOException {
        CodeBlob known;
        lock.lock();
        try {
            known = offered.get(blob);
        } finally {
            lock.unlock();
        }
        if (known == null) {
            throw new NoSuchFileException("this program never had the jar " + blob);
        }
        return known.content().read(offset, lengthMax);
    }
}
