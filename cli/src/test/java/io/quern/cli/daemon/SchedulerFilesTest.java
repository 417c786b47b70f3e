package io.quern.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.cli.outcome.MisuseException;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Credentials;
import io.quern.core.error.QuernException;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerFilesTest {
    private static final List<String> ADDRESS = List.of("tls://192.0.2.1:8786");

    private final Clock clock = new SystemClock();
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    @Test
    void whoeverComesBackAfterAKillIsKnownByTheSameTokensAndCertificate() {
        Path file = folder.resolve("c.json");
        SchedulerFiles killed = SchedulerFiles.own(file, true, clock);
        killed.publish(ADDRESS, file, null);
        SchedulerFiles back = SchedulerFiles.own(file, true, clock);
        assertThat(back.credentials().tokens()).isEqualTo(killed.credentials().tokens());
        assertThat(back.credentials().identity())
                .isNotNull()
                .isEqualTo(killed.credentials().identity());
        assertThat(SchedulerFiles.own(null, true, clock).credentials().tokens())
                .isNotEqualTo(killed.credentials().tokens());
    }

    @Test
    void whoeverComesBackAfterAStopIsNewAndNothingIsLeftOnTheDisk() throws Exception {
        Path file = folder.resolve("c.json");
        SchedulerFiles stopped = SchedulerFiles.own(file, true, clock);
        stopped.publish(ADDRESS, file, folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("c.json", "c.key", "worker.json", "client.json", "viewer.json");
        }
        stopped.remove();
        assertThat(folder).isEmptyDirectory();
        assertThat(SchedulerFiles.own(file, true, clock).credentials().tokens())
                .isNotEqualTo(stopped.credentials().tokens());
    }

    @Test
    void aFileThatOthersCouldReadIsNotTakenOverSilently() throws Exception {
        Path file = folder.resolve("c.json");
        SchedulerFiles killed = SchedulerFiles.own(file, true, clock);
        killed.publish(ADDRESS, file, null);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> SchedulerFiles.own(file, true, clock))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("has the mode rw-rw-rw-");
        assertThat(SchedulerFiles.own(file, false, clock).credentials().tokens())
                .isNotEqualTo(killed.credentials().tokens());
    }

    @Test
    void preparedSecretsAreReadAndNeverRemoved() {
        Path secrets = folder.resolve("secrets");
        PreparedFolder.create(secrets, ADDRESS, random, Instant.ofEpochMilli(clock.wallMillis()));
        Credentials scheduler = SchedulerFiles.prepared(secrets).credentials();
        ConnectionFile worker = ConnectionFile.read(secrets.resolve("worker.json"));
        assertThat(worker.addresses()).isEqualTo(ADDRESS);
        assertThat(scheduler.identity()).isNotNull();
        assertThat(worker.certificate()).isEqualTo(scheduler.identity().pin());
        assertThat(worker.tokens()).isEqualTo(scheduler.tokens().forRole(Role.WORKER));
        SchedulerFiles.prepared(secrets).remove();
        assertThat(secrets.resolve("scheduler.key")).exists();
        assertThatThrownBy(
                        () -> PreparedFolder.create(secrets, ADDRESS, random, Instant.ofEpochMilli(clock.wallMillis())))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("is there already");
    }

    @Test
    void rotationKeepsTheCertificateAndTheTokensBefore() {
        PreparedFolder.create(folder, ADDRESS, random, Instant.ofEpochMilli(clock.wallMillis()));
        ConnectionFile before = ConnectionFile.read(folder.resolve("client.json"));
        PreparedFolder.rotate(folder, random);
        ConnectionFile after = ConnectionFile.read(folder.resolve("client.json"));
        assertThat(after.certificate()).isEqualTo(before.certificate());
        assertThat(after.tokens().of(Role.CLIENT))
                .hasSize(2)
                .containsAll(before.tokens().of(Role.CLIENT));
        assertThat(SchedulerFiles.prepared(folder).credentials().tokens().of(Role.WORKER))
                .hasSize(2);
    }
}
