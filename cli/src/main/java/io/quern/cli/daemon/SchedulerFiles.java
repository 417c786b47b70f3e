package io.quern.cli.daemon;

import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Credentials;
import io.quern.core.access.IdentityFile;
import io.quern.core.access.RoleFiles;
import io.quern.core.access.RoleTokens;
import io.quern.core.access.TlsIdentity;
import io.quern.core.error.QuernException;
import io.quern.core.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The secrets of a scheduler, and the files that they come from and go to.
///
/// Those that it made itself stand in its connection file and the key file beside it; it removes both when it
/// stops. Where it was killed they are still there, and whoever comes back at that place takes them over: so it
/// is known to the workers and clients that wait for it. Those that were prepared by `quern credentials` are only
/// read.
final class SchedulerFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerFiles.class);

    private final Credentials credentials;
    private final boolean isPrepared;
    private final List<Path> written = new ArrayList<>();

    private SchedulerFiles(Credentials credentials, boolean isPrepared) {
        this.credentials = credentials;
        this.isPrepared = isPrepared;
    }

    /// Those of a folder that `quern credentials` made.
    static SchedulerFiles prepared(Path folder) {
        ConnectionFile file = ConnectionFile.read(PreparedFolder.schedulerFile(folder));
        TlsIdentity identity = IdentityFile.read(IdentityFile.beside(PreparedFolder.schedulerFile(folder)));
        return new SchedulerFiles(Credentials.of(file.tokens()).with(identity), true);
    }

    /// Those that a scheduler left at this place when it was killed, or else new ones.
    ///
    /// @param file where the connection file will be, null where that depends on the port that is found
    static SchedulerFiles own(@Nullable Path file, boolean isTls, Clock clock) {
        SecureRandom random = new SecureRandom();
        Path keyFile = file == null ? null : IdentityFile.beside(file);
        RoleTokens tokens = left(file, isTls, keyFile);
        Credentials credentials = Credentials.of(tokens == null ? RoleTokens.random(random) : tokens);
        if (isTls) {
            Instant now = Instant.ofEpochMilli(clock.wallMillis());
            credentials = credentials.with(
                    tokens != null && keyFile != null ? IdentityFile.read(keyFile) : TlsIdentity.generate(random, now));
        }
        return new SchedulerFiles(credentials, false);
    }

    private static @Nullable RoleTokens left(@Nullable Path file, boolean isTls, @Nullable Path keyFile) {
        if (file == null || keyFile == null || !Files.exists(file) || (isTls && !Files.exists(keyFile))) {
            return null;
        }
        try {
            RoleTokens tokens = ConnectionFile.read(file).tokens();
            LOG.info("takes over the tokens of {}, left by a scheduler that was killed", file);
            return tokens;
        } catch (QuernException e) {
            if (isTls) {
                throw e;
            }
            LOG.warn("makes new tokens, since those that are left cannot be used: {}", e.getMessage());
            return null;
        }
    }

    Credentials credentials() {
        return credentials;
    }

    boolean isPrepared() {
        return isPrepared;
    }

    /// Writes what peers need.
    ///
    /// @param roleFolder gets a file for each role, null for none
    void publish(List<String> addresses, Path file, @Nullable Path roleFolder) {
        TlsIdentity identity = credentials.identity();
        if (identity != null) {
            written.add(IdentityFile.beside(file));
            IdentityFile.write(IdentityFile.beside(file), identity);
        }
        ConnectionFile whole =
                new ConnectionFile(addresses, credentials.tokens(), identity == null ? null : identity.pin());
        written.add(file);
        whole.write(file);
        if (roleFolder != null) {
            written.addAll(RoleFiles.write(roleFolder, whole));
        }
    }

    /// Removes what was written.
    void remove() {
        for (Path file : written) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                System.err.println("cannot remove " + file + ": " + e);
            }
        }
    }
}
