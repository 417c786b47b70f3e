package io.quern.core.code;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.access.OwnerOnly;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Blobs (jars, and the manifests of code sets) as files `<sha256>.blob` of one folder, mode 0600, that only its
/// owner may enter. What was stored by an earlier process is found again. A file counts once its content was seen
/// to have the hash of its name; one that has not is removed.
///
/// Blobs that somebody holds stay. The others are kept for the next who wants them, until their room is needed:
/// then those go first whose last use is longest ago. One process has a folder at a time.
public final class BlobStore implements BlobSource, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BlobStore.class);
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.blob");
    private static final String DRAFT_PREFIX = "draft-";

    private final Path folder;
    private final long bytesMax;
    private final BlobFolderLock folderLock;
    private final ReentrantLock lock = new ReentrantLock();

    /// Sizes of the files, the longest unused first.
    @GuardedBy("lock")
    private final LinkedHashMap<CodeHash, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

    @GuardedBy("lock")
    private final Map<CodeHash, Integer> holds = new HashMap<>();

    /// Blobs whose content this process has seen.
    @GuardedBy("lock")
    private final Set<CodeHash> verified = new HashSet<>();

    /// Sum of the sizes, and of what is being written.
    @GuardedBy("lock")
    private long usedBytes;

    private BlobStore(Path folder, long bytesMax, BlobFolderLock folderLock) {
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.folderLock = folderLock;
    }

    /// Opens a folder, which is made where there is none.
    ///
    /// @param bytesMax what all blobs together may take
    /// @throws QuernException USER where it cannot be used, or another process uses it
    public static BlobStore open(Path folder, long bytesMax) {
        BlobFolderLock folderLock = BlobFolderLock.take(folder);
        try {
            BlobStore store = new BlobStore(folder, bytesMax, folderLock);
            store.scan();
            return store;
        } catch (IOException e) {
            folderLock.close();
            throw QuernException.user("cannot keep code of programs in the folder " + folder + ": " + e, e);
        }
    }

    private void scan() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = new ArrayList<>(all.toList());
        }
        Map<Path, Long> times = new HashMap<>();
        for (Path file : files) {
            times.put(
                    file,
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis());
        }
        files.sort(Comparator.comparing(times::get));
        lock.lock();
        try {
            for (Path file : files) {
                var name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    long size = Files.size(file);
                    sizes.put(CodeHash.parse(name.group(1)), size);
                    usedBytes += size;
                } else if (file.getFileName().toString().startsWith(DRAFT_PREFIX)) {
                    Files.deleteIfExists(file);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// The file of a blob that is stored whole. Reads it where this process has not seen its content yet.
    public Optional<Path> find(CodeHash blob) throws IOException {
        Path file = file(blob);
        lock.lock();
        try {
            if (sizes.get(blob) == null) {
                return Optional.empty();
            }
            if (verified.contains(blob)) {
                return Optional.of(file);
            }
        } finally {
            lock.unlock();
        }
        CodeHash content = hash(file);
        lock.lock();
        try {
            if (content.equals(blob)) {
                verified.add(blob);
                return Optional.of(file);
            }
            log.warn("{} has the content {}: it was changed, and is removed", file, content);
            remove(blob);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private static CodeHash hash(Path file) throws IOException {
        MessageDigest digest = CodeHash.digest();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(out);
        }
        return CodeHash.of(digest);
    }

    @Override
    public Payload read(CodeHash blob, long offset, int lengthMax) throws IOException {
        if (find(blob).isEmpty()) {
            throw new NoSuchFileException("the blob " + blob + " is not stored here");
        }
        try (FileChannel channel = FileChannel.open(file(blob), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return readPiece(channel, offset, lengthMax);
        }
    }

    /// A piece of an open file.
    public static Payload readPiece(FileChannel channel, long offset, int lengthMax) throws IOException {
        if (offset < 0) {
            throw new IOException("a blob has no offset " + offset);
        }
        ByteBuffer piece = ByteBuffer.allocate(Math.clamp(channel.size() - offset, 0, lengthMax));
        while (piece.hasRemaining() && channel.read(piece, offset + piece.position()) >= 0) {
            // Until it is full or the file ends.
        }
        byte[] bytes = new byte[piece.position()];
        piece.flip().get(bytes);
        return Payload.of(bytes);
    }

    /// Stores a blob that is at hand, unless it is there.
    ///
    /// @throws QuernException RESOURCES where it cannot have room
    public void put(CodeSet.Blob blob, byte[] content) throws IOException {
        if (find(blob.hash()).isEmpty()) {
            try (BlobDraft draft = begin(blob)) {
                draft.write(content);
                draft.complete();
            }
        }
    }

    /// Makes room for a blob and begins it.
    ///
    /// @throws QuernException RESOURCES where it cannot have room: names what it takes and the setting
    BlobDraft begin(CodeSet.Blob blob) throws IOException {
        reserve(blob);
        try {
            Path draft = Files.createTempFile(folder, DRAFT_PREFIX, ".tmp", OwnerOnly.file(folder));
            return new BlobDraft(this, blob, draft);
        } catch (IOException e) {
            abandon(blob, null);
            throw e;
        }
    }

    private void reserve(CodeSet.Blob blob) {
        lock.lock();
        try {
            Iterator<CodeHash> longestUnused = List.copyOf(sizes.keySet()).iterator();
            while (usedBytes + blob.sizeBytes() > bytesMax && longestUnused.hasNext()) {
                CodeHash candidate = longestUnused.next();
                if (!holds.containsKey(candidate)) {
                    remove(candidate);
                }
            }
            if (usedBytes + blob.sizeBytes() > bytesMax) {
                throw new QuernException(
                        ErrorCode.RESOURCES,
                        "no room for a jar of " + blob.sizeBytes() + " bytes: the code of running jobs takes "
                                + usedBytes
                                + " of at most " + bytesMax + " bytes in " + folder
                                + "; raise code.store-max there, or leave large data out of the class path");
            }
            usedBytes += blob.sizeBytes();
        } finally {
            lock.unlock();
        }
    }

    /// The draft is whole and has the blob's content.
    void complete(CodeSet.Blob blob, Path draft) throws IOException {
        Files.move(draft, file(blob.hash()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        lock.lock();
        try {
            Long before = sizes.put(blob.hash(), blob.sizeBytes());
            usedBytes -= before == null ? 0 : before;
            verified.add(blob.hash());
        } finally {
            lock.unlock();
        }
    }

    /// The draft is of no use; its room is free again.
    void abandon(CodeSet.Blob blob, @Nullable Path draft) throws IOException {
        lock.lock();
        try {
            usedBytes -= blob.sizeBytes();
        } finally {
            lock.unlock();
        }
        if (draft != null) {
            Files.deleteIfExists(draft);
        }
    }

    /// Keeps blobs until they are released as often as they were held. They need not be stored yet.
    public void hold(Collection<CodeHash> blobs) {
        lock.lock();
        try {
            blobs.forEach(blob -> holds.merge(blob, 1, Integer::sum));
        } finally {
            lock.unlock();
        }
    }

    public void release(Collection<CodeHash> blobs) {
        lock.lock();
        try {
            blobs.forEach(blob -> holds.computeIfPresent(blob, (_, count) -> count == 1 ? null : count - 1));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void remove(CodeHash blob) {
        Long size = sizes.remove(blob);
        verified.remove(blob);
        usedBytes -= size == null ? 0 : size;
        try {
            Files.deleteIfExists(file(blob));
        } catch (IOException e) {
            log.warn("cannot remove {}: {}", file(blob), e.toString());
        }
    }

    private Path file(CodeHash blob) {
        return folder.resolve(blob + ".blob");
    }

    public Path folder() {
        return folder;
    }

    /// Lets the folder go; its files stay.
    @Override
    public void close() {
        folderLock.close();
    }
}
