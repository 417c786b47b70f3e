package io.quern.cli.daemon;

import io.quern.cli.outcome.MisuseException;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.IdentityFile;
import io.quern.core.access.RoleFiles;
import io.quern.core.access.RoleTokens;
import io.quern.core.access.TlsIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/// Secrets that are made before the cluster, for systems that hand out files: `scheduler.json` and
/// `scheduler.key` for the scheduler, and a connection file for each role.
final class PreparedFolder {
    private PreparedFolder() {}

    static Path schedulerFile(Path folder) {
        return folder.resolve("scheduler.json");
    }

    /// @throws MisuseException if there are secrets already: other machines may have them
    static void create(Path folder, List<String> addresses, SecureRandom random, Instant now) {
        Path file = schedulerFile(folder);
        if (Files.exists(file)) {
            throw new MisuseException(
                    file + " is there already, and processes may have its secrets; give another folder,"
                            + " or --rotate to make new tokens beside the present ones");
        }
        TlsIdentity identity = TlsIdentity.generate(random, now);
        IdentityFile.write(IdentityFile.beside(file), identity);
        write(folder, new ConnectionFile(addresses, RoleTokens.random(random), identity.pin()));
    }

    /// New tokens, good beside the newest present ones; the certificate stays.
    static void rotate(Path folder, SecureRandom random) {
        ConnectionFile present = ConnectionFile.read(schedulerFile(folder));
        write(folder, new ConnectionFile(present.addresses(), present.tokens().rotated(random), present.certificate()));
    }

    private static void write(Path folder, ConnectionFile whole) {
        whole.write(schedulerFile(folder));
        RoleFiles.write(folder, whole);
    }
}
