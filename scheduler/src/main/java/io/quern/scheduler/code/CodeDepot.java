package io.quern.scheduler.code;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.code.BlobPull;
import io.quern.core.code.BlobServing;
import io.quern.core.code.BlobStore;
import io.quern.core.code.CodeSet;
import io.quern.core.key.CodeHash;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The code sets that a scheduler has, for jobs and tasks that are known and for clients that offered them.
/// Thread-safe; the event loop calls [#tryHold] and [#release], which do not touch the disk.
///
/// A set whose last holder is gone is forgotten; its jars stay in the store until their room is needed, so that the
/// next run of the same program sends nothing. So they do when the scheduler ends, if its folder persists.
public final class CodeDepot {
    private static final Logger log = LoggerFactory.getLogger(CodeDepot.class);

    private final BlobStore store;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<CodeHash, Holding> sets = new HashMap<>();

    /// @param blobs the jars of the set, and its manifest
    private record Holding(List<CodeHash> blobs, int holders) {}

    /// @param store stays the caller's to close
    public CodeDepot(BlobStore store) {
        this.store = store;
    }

    /// Listens to a data connection: gives blobs to workers, takes offers of clients. What a client offered is held
    /// until the connection closes.
    public ConnectionListener accept(Connection connection) {
        return new CodeConnection(this, connection, new BlobServing(store));
    }

    /// Holds a set for a job or a batch of tasks, until [#release].
    ///
    /// @return false where the set is not here
    public boolean tryHold(CodeHash set) {
        lock.lock();
        try {
            return sets.computeIfPresent(set, (_, held) -> new Holding(held.blobs(), held.holders() + 1)) != null;
        } finally {
            lock.unlock();
        }
    }

    /// Holds a set for a job of a scheduler before this one, whose jars are in the folder unless somebody took them
    /// away. Reads them once, to see that they are what they were.
    ///
    /// @return false where the set is not here whole
    public boolean restore(CodeHash set) {
        if (tryHold(set)) {
            return true;
        }
        try {
            Path manifest = store.find(set).orElse(null);
            if (manifest == null) {
                return false;
            }
            List<CodeHash> blobs = new ArrayList<>();
            for (CodeSet.Blob blob : CodeSet.parse(Files.readAllBytes(manifest)).blobs()) {
                if (store.find(blob.hash()).isEmpty()) {
                    return false;
                }
                blobs.add(blob.hash());
            }
            blobs.add(set);
            hold(set, blobs);
            return true;
        } catch (IOException e) {
            log.warn("the code set {} cannot be read from {}: {}", set.brief(), store.folder(), e.toString());
            return false;
        }
    }

    /// Lets go of a set that was held.
    public void release(CodeHash set) {
        lock.lock();
        try {
            Holding held = sets.get(set);
            if (held == null) {
                throw new IllegalStateException("the code set " + set + " is released, but nobody holds it");
            }
            if (held.holders() == 1) {
                sets.remove(set);
                store.release(held.blobs());
                log.debug("code set {} has no holder any more", set.brief());
            } else {
                sets.put(set, new Holding(held.blobs(), held.holders() - 1));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Pulls what is missing of an offered set, and holds it for whoever offered it.
    ///
    /// @throws IOException where the connection breaks or the disk fails
    /// @throws io.quern.core.error.QuernException where the offer is malformed, damaged, or there is no room for it
    CodeHash take(byte[] manifest, BlobPull pull) throws IOException, InterruptedException {
        CodeSet offered = CodeSet.parse(manifest);
        CodeSet.Blob itself = new CodeSet.Blob(CodeHash.of(manifest), manifest.length);
        List<CodeHash> blobs =
                new ArrayList<>(offered.blobs().stream().map(CodeSet.Blob::hash).toList());
        blobs.add(itself.hash());
        // Held meanwhile, so that no part of the set makes room for another.
        store.hold(blobs);
        try {
            for (CodeSet.Blob blob : offered.blobs()) {
                pull.bring(blob, store);
            }
            store.put(itself, manifest);
            hold(itself.hash(), blobs);
        } finally {
            store.release(blobs);
        }
        log.debug(
                "code set {} is here: {} jars, {} bytes", itself.hash().brief(), blobs.size() - 1, offered.sizeBytes());
        return itself.hash();
    }

    private void hold(CodeHash set, List<CodeHash> blobs) {
        lock.lock();
        try {
            if (!tryHold(set)) {
                store.hold(blobs);
                sets.put(set, new Holding(List.copyOf(blobs), 1));
            }
        } finally {
            lock.unlock();
        }
    }
}
