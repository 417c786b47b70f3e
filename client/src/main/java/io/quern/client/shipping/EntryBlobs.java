package io.quern.client.shipping;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The jars of class path entries. An entry is read once, and again only where the size or the time of a file has
/// changed.
final class EntryBlobs {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Path, Known> known = new HashMap<>();

    private record Known(Map<String, PackedFolder.Seen> files, CodeBlob blob) {}

    /// @throws QuernException USER where the entry cannot be read, or is far more than code
    CodeBlob of(Path entry) {
        lock.lock();
        try {
            boolean isFolder = Files.isDirectory(entry);
            Map<String, PackedFolder.Seen> files = isFolder ? PackedFolder.list(entry) : Map.of("", seen(entry));
            Known before = known.get(entry);
            if (before != null && before.files().equals(files)) {
                return before.blob();
            }
            CodeBlob blob = isFolder ? PackedFolder.pack(entry, files.keySet()) : CodeBlob.ofFile(entry);
            known.put(entry, new Known(files, blob));
            return blob;
        } catch (IOException e) {
            throw QuernException.user(
                    "cannot read " + entry + " of the program's class path, which is to be sent to workers: " + e, e);
        } finally {
            lock.unlock();
        }
    }

    private static PackedFolder.Seen seen(Path jar) throws IOException {
        return new PackedFolder.Seen(
                Files.size(jar), Files.getLastModifiedTime(jar).toMillis());
    }
}
