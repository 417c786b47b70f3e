package io.quern.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

    private final SecureRandom random = new SecureRandom();
    private final TlsIdentity identity = TlsIdentity.generate(random, NOW);

    @TempDir
    private Path folder;

    @Test
    void aGeneratedCertificateIsSignedByItsOwnKeyAndValidForTenYearsEvenForClocksThatAreBehind() throws Exception {
        identity.certificate().verify(identity.certificate().getPublicKey());
        assertThat(identity.certificate().getNotBefore().toInstant()).isEqualTo("2026-11-21T10:15:30Z");
        assertThat(identity.certificate().getNotAfter().toInstant()).isEqualTo("2036-11-20T10:15:30Z");
        assertThat(identity.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=quern");
        assertThat(identity.certificate().getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(identity.certificate().getSerialNumber().bitLength()).isEqualTo(127);
        TlsIdentity other = TlsIdentity.generate(random, NOW);
        assertThatThrownBy(
                        () -> identity.certificate().verify(other.certificate().getPublicKey()))
                .isInstanceOf(SignatureException.class);
        assertThat(other.pin()).isNotEqualTo(identity.pin());
    }

    @Test
    void yearsAfter2049AreWrittenAsTheStandardWantsThem() {
        Instant late = Instant.parse("2049-12-31T23:59:59Z");
        TlsIdentity around = TlsIdentity.generate(random, late, late.plusSeconds(1));
        assertThat(around.certificate().getNotBefore().toInstant()).isEqualTo(late);
        assertThat(around.certificate().getNotAfter().toInstant()).isEqualTo("2050-01-01T00:00:00Z");
    }

    @Test
    void theKeyFileBringsTheSameIdentityBackAndIsPrivate() throws Exception {
        Path file = IdentityFile.beside(folder.resolve("cluster.json"));
        assertThat(file).isEqualTo(folder.resolve("cluster.key"));
        IdentityFile.write(file, identity);
        TlsIdentity back = IdentityFile.read(file);
        assertThat(back.certificate()).isEqualTo(identity.certificate());
        assertThat(back.key()).isEqualTo(identity.key());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> IdentityFile.read(file))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the key file " + file + " has the mode rw-r-----");
    }

    @Test
    void damagedKeyFilesAreRefusedWithoutShowingWhatIsInThem() throws Exception {
        Path file = folder.resolve("x.key");
        IdentityFile.write(file, identity);
        String pem = Files.readString(file);
        String secret = pem.lines().skip(1).findFirst().orElseThrow();
        for (String damaged : Arrays.asList(
                "",
                pem.replace("PRIVATE KEY", "KEY"),
                pem.replace("CERTIFICATE", "X"),
                pem.replace(secret, secret.substring(8)))) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> IdentityFile.read(file))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("the key file " + file + " cannot be used")
                    .hasMessageContaining("remove it, and the scheduler makes a new one")
                    .hasMessageNotContaining(secret);
        }
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsRefused() throws Exception {
        Path own = folder.resolve("own.key");
        Path other = folder.resolve("other.key");
        IdentityFile.write(own, identity);
        IdentityFile.write(other, TlsIdentity.generate(random, NOW));
        String end = "-----END PRIVATE KEY-----\n";
        String mixed = Files.readString(own).split(end)[0]
                + end
                + Files.readString(other).split(end)[1];
        Files.writeString(own, mixed);
        assertThatThrownBy(() -> IdentityFile.read(own)).hasMessageContaining("its key is not that of its certificate");
    }

    @Test
    void theKeyIsNeverPrinted() {
        assertThat(identity.toString()).contains("***").contains(identity.pin().hex());
    }
}
