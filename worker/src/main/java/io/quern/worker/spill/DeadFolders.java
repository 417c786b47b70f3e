package io.quern.worker.spill;

import io.quern.core.config.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the spill folders of processes that were killed. A folder goes only if all of this says so: its name is
/// that of a spill folder, it is this user's, no process of that number and start runs, and nobody holds its lock
/// (the owner may be in another container, whose processes are not seen here).
final class DeadFolders {
    private static final Logger log = LoggerFactory.getLogger(DeadFolders.class);

    private DeadFolders() {}

    /// @return how many were removed
    static int remove(Path parent) {
        int removed = 0;
        try (Stream<Path> found = Files.list(parent)) {
            for (Path folder : found.toList()) {
                if (isDead(folder)) {
                    long bytes = OwnFolder.remove(folder);
                    log.info("removed {} with {}: its worker was killed", folder, ByteSize.rounded(bytes));
                    removed++;
                }
            }
        } catch (NoSuchFileException _) {
            // Nobody has spilled there yet.
        } catch (IOException e) {
            log.warn("spill folders of dead workers in {} cannot be looked for: {}", parent, e.toString());
        }
        return removed;
    }

    private static boolean isDead(Path folder) {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && SpillOwner.of(folder).filter(owner -> !owner.isAlive()).isPresent()
                    && isOwn(folder)
                    && !isLocked(folder);
        } catch (IOException e) {
            log.debug("{} is left alone: {}", folder, e.toString());
            return false;
        }
    }

    private static boolean isOwn(Path folder) throws IOException {
        UserPrincipal user = folder.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name"));
        return Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user);
    }

    private static boolean isLocked(Path folder) throws IOException {
        FileChannel channel = OwnFolder.openLock(folder);
        if (channel == null) {
            return false;
        }
        try (channel) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException _) {
            return true;
        }
    }
}
