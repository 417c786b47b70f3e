package io.quern.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionFileTest {
    private final Token token = Token.random(new SecureRandom());

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAndOnlyTheOwnerMayReadIt() throws IOException {
        Path path = ConnectionFile.defaultPath(folder, "test");
        ConnectionFile file = new ConnectionFile(List.of("tcp://127.0.0.1:8786"), token);
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
    void aFileThatOthersMayReadIsRefused() throws IOException {
        Path path = folder.resolve("c.json");
        new ConnectionFile(List.of("tcp://127.0.0.1:1"), token).write(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ConnectionFile.read(path))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(path + " has the mode rw-r--r--")
                .hasMessageContaining("chmod 600 " + path);
    }

    @Test
    void damagedFilesNameFileProblemAndRemedy() throws IOException {
        refused("", "the file should be START_OBJECT, not null");
        refused("[]", "the file should be START_OBJECT, not START_ARRAY");
        refused("{", "JsonEOFException");
        refused("{}", "it has no token");
        refused("{\"token\": \"" + token.reveal() + "\"}", "it has no addresses");
        refused("{\"addresses\": [1]}", "addresses should be VALUE_STRING");
        refused("{\"token\": \"abc\"}", "a token has 64 hexadecimal digits, this one has 3");
        assertThatThrownBy(() -> ConnectionFile.read(folder.resolve("none.json")))
                .hasMessageContaining("there is no connection file " + folder.resolve("none.json"))
                .hasMessageContaining("is the scheduler running?");
    }

    @Test
    void unknownFieldsAreIgnored() throws IOException {
        Path path =
                write("{\"later\": {\"a\": [1]}, \"protocol\": 1, \"addresses\": [\"tcp://127.0.0.1:1\"], \"token\": \""
                        + token.reveal() + "\"}");
        assertThat(ConnectionFile.read(path).addresses()).containsExactly("tcp://127.0.0.1:1");
    }

    @Test
    void theTokenIsNeverPrinted() {
        ConnectionFile file = new ConnectionFile(List.of("tcp://127.0.0.1:1"), token);
        assertThat(file.toString()).contains("***").doesNotContain(token.reveal());
        assertThat(Token.parse(token.reveal())).isEqualTo(token);
        assertThat(Token.random(new SecureRandom())).isNotEqualTo(token);
    }

    private void refused(String text, String problem) throws IOException {
        Path path = write(text);
        assertThatThrownBy(() -> ConnectionFile.read(path))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("connection file");
    }

    private Path write(String text) throws IOException {
        Path path = folder.resolve("x.json");
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(path, text);
    }
}
