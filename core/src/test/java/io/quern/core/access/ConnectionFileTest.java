package io.quern.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.message.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionFileTest {
    private static final String PIN = "0123456789abcdef".repeat(4);

    private final SecureRandom random = new SecureRandom();
    private final RoleTokens tokens = RoleTokens.random(random);

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAndOnlyTheOwnerMayReadIt() throws IOException {
        Path path = ConnectionFile.defaultPath(folder, "test");
        ConnectionFile file = new ConnectionFile(
                List.of("tls://10.0.0.1:8786", "tls://10.0.0.2:8786"), tokens, new CertificatePin(PIN));
        file.write(path);
        file.write(path);
        assertThat(ConnectionFile.read(path)).isEqualTo(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(path.getParent())) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void twoTokensOfARoleAreBothKept() {
        Path path = folder.resolve("c.json");
        ConnectionFile file = new ConnectionFile(List.of("tcp://127.0.0.1:1"), tokens.rotated(random), null);
        file.write(path);
        assertThat(ConnectionFile.read(path)).isEqualTo(file);
        assertThat(file.tokens().of(Role.CLIENT))
                .hasSize(2)
                .contains(tokens.of(Role.CLIENT).getFirst());
        assertThat(file.tokens().rotated(random).of(Role.CLIENT))
                .hasSize(2)
                .contains(file.tokens().of(Role.CLIENT).getFirst());
    }

    @Test
    void theFileOfARoleHasNoMoreTokensThanThatNeeds() throws IOException {
        ConnectionFile whole = new ConnectionFile(List.of("tcp://127.0.0.1:1"), tokens, null);
        assertThat(whole.tokens().roles()).containsExactly(Role.values());
        assertThat(whole.forRole(Role.WORKER).tokens().roles())
                .containsExactly(Role.WORKER, Role.CLIENT, Role.TRANSFER);
        assertThat(whole.forRole(Role.CLIENT).tokens().roles()).containsExactly(Role.CLIENT, Role.TRANSFER);
        assertThat(whole.forRole(Role.VIEWER).tokens().roles()).containsExactly(Role.VIEWER);
        Path path = folder.resolve("viewer.json");
        whole.forRole(Role.VIEWER).write(path);
        assertThat(Files.readString(path))
                .contains(tokens.of(Role.VIEWER).getFirst().reveal())
                .doesNotContain(tokens.of(Role.WORKER).getFirst().reveal())
                .doesNotContain(tokens.of(Role.CLIENT).getFirst().reveal())
                .doesNotContain(tokens.of(Role.TRANSFER).getFirst().reveal());
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        Path path = folder.resolve("c.json");
        new ConnectionFile(List.of("tcp://127.0.0.1:1"), tokens, null).write(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ConnectionFile.read(path))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(path + " has the mode rw-r--r--")
                .hasMessageContaining("chmod 600 " + path);
    }

    @Test
    void damagedFilesNameFileProblemAndRemedyAndNoSecret() throws IOException {
        String token = tokens.of(Role.CLIENT).getFirst().reveal();
        refused("", "the file should be START_OBJECT, not null");
        refused("[]", "the file should be START_OBJECT, not START_ARRAY");
        refused("{", "JsonEOFException");
        refused("{}", "needs the address of a scheduler");
        refused("{\"addresses\": [\"tcp://127.0.0.1:1\"]}", "needs tokens");
        refused("{\"addresses\": [1]}", "addresses should be VALUE_STRING");
        refused("{\"tokens\": []}", "tokens should be START_OBJECT");
        refused("{\"tokens\": {\"client\": \"" + token + "\"}}", "tokens.client should be START_ARRAY");
        refused("{\"tokens\": {\"client\": [\"abc\"]}}", "a token has 64 hexadecimal digits, this one has 3");
        refused(
                "{\"tokens\": {\"client\": [\"%1$s\", \"%1$s\", \"%1$s\"]}}".formatted(token),
                "a role has at most 2 tokens");
        refused("{\"certificate\": \"abc\"}", "has 64 hexadecimal digits, not \"abc\"");
        refused(
                "{\"addresses\": [\"tls://h:1\"], \"tokens\": {\"client\": [\"" + token + "\"]}}",
                "needs the pin of the certificate");
        assertThatThrownBy(() -> ConnectionFile.read(folder.resolve("none.json")))
                .hasMessageContaining("there is no connection file " + folder.resolve("none.json"))
                .hasMessageContaining("is the scheduler running?");
    }

    @Test
    void unknownFieldsAndRolesAreIgnored() throws IOException {
        String token = tokens.of(Role.CLIENT).getFirst().reveal();
        Path path = write("{\"later\": {\"a\": [1]}, \"protocol\": 1, \"addresses\": [\"tcp://127.0.0.1:1\"], "
                + "\"tokens\": {\"client\": [\"" + token + "\"], \"auditor\": [\"x\"]}}");
        assertThat(ConnectionFile.read(path).addresses()).containsExactly("tcp://127.0.0.1:1");
        assertThat(ConnectionFile.read(path).tokens().roles()).containsExactly(Role.CLIENT);
    }

    @Test
    void tokensAreNeverPrinted() {
        ConnectionFile file = new ConnectionFile(List.of("tcp://127.0.0.1:1"), tokens, null);
        Token token = tokens.of(Role.WORKER).getFirst();
        assertThat(file + " " + file.credentials()).contains("***").doesNotContain(token.reveal());
        assertThat(Token.parse(token.reveal())).isEqualTo(token);
        assertThat(Token.random(random)).isNotEqualTo(token);
    }

    private void refused(String text, String problem) throws IOException {
        Path path = write(text);
        assertThatThrownBy(() -> ConnectionFile.read(path))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("connection file")
                .hasMessageNotContaining(tokens.of(Role.CLIENT).getFirst().reveal());
    }

    private Path write(String text) throws IOException {
        Path path = folder.resolve("x.json");
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(path, text);
    }
}
