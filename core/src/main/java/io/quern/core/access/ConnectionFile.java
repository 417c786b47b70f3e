package io.quern.core.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quern.core.error.QuernException;
import io.quern.core.wire.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a scheduler leaves for those who may use it: its addresses and the token. JSON:
///
///     { "protocol": 1, "addresses": ["tcp://127.0.0.1:8786"], "token": "64 hexadecimal digits" }
///
/// The file has mode 0600 in a folder of mode 0700, where the file system knows modes. Fields that are not known are
/// ignored, so that later versions can add some.
///
/// @param addresses where the scheduler listens, at least one
/// @param protocol version of the protocol that the scheduler speaks
public record ConnectionFile(List<String> addresses, Token token, int protocol) {
    private static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER_MODE = PosixFilePermissions.fromString("rwx------");
    private static final String REMEDY = "give the file that the scheduler named when it started";
    private static final long BYTES_MAX = 64 * 1024;

    public ConnectionFile {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw QuernException.user("a connection file needs the address of a scheduler; " + REMEDY);
        }
    }

    public ConnectionFile(List<String> addresses, Token token) {
        this(addresses, token, Protocol.VERSION);
    }

    /// Where the file of a cluster is unless another place is given: `.quern/clusters/NAME.json` in a home folder.
    public static Path defaultPath(Path home, String cluster) {
        return home.resolve(".quern").resolve("clusters").resolve(cluster + ".json");
    }

    /// Writes the file in one step, so that a reader sees an old one or the new one; makes its folder where there is
    /// none.
    ///
    /// @throws QuernException where it cannot be written: names file and reason
    public void write(Path file) {
        Path target = file.toAbsolutePath();
        try {
            Path folder = target.getParent();
            if (folder == null) {
                throw QuernException.user("cannot write the connection file " + file + ": it is no file name");
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, mode(folder, FOLDER_MODE));
            }
            Path draft = Files.createTempFile(folder, ".connection", ".tmp", mode(folder, FILE_MODE));
            try (OutputStream out = Files.newOutputStream(draft, StandardOpenOption.WRITE)) {
                writeJson(out);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw QuernException.user("cannot write the connection file " + file + ": " + describe(e), e);
        }
    }

    /// Reads a file.
    ///
    /// @throws QuernException where there is none, it is damaged, or users other than its owner may read it;
    ///     names the file and the remedy
    public static ConnectionFile read(Path file) {
        try {
            checkMode(file);
            if (Files.size(file) > BYTES_MAX) {
                throw damaged(file, "it is larger than " + BYTES_MAX + " bytes", null);
            }
            try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
                return readJson(file, json);
            }
        } catch (NoSuchFileException e) {
            throw QuernException.user(
                    "there is no connection file " + file + "; is the scheduler running? " + REMEDY, e);
        } catch (IOException e) {
            throw damaged(file, describe(e), e);
        }
    }

    private void writeJson(OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("protocol", protocol);
            json.writeArrayFieldStart("addresses");
            for (String address : addresses) {
                json.writeString(address);
            }
            json.writeEndArray();
            json.writeStringField("token", token.reveal());
            json.writeEndObject();
        }
    }

    private static ConnectionFile readJson(Path file, JsonParser json) throws IOException {
        List<String> addresses = new ArrayList<>();
        Token token = null;
        int protocol = 0;
        expect(file, json, json.nextToken(), JsonToken.START_OBJECT, "the file");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "protocol" -> {
                    expect(file, json, value, JsonToken.VALUE_NUMBER_INT, field);
                    protocol = json.getIntValue();
                }
                case "addresses" -> {
                    expect(file, json, value, JsonToken.START_ARRAY, field);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        expect(file, json, json.currentToken(), JsonToken.VALUE_STRING, field);
                        addresses.add(json.getText());
                    }
                }
                case "token" -> {
                    expect(file, json, value, JsonToken.VALUE_STRING, field);
                    token = Token.parse(json.getText());
                }
                default -> json.skipChildren();
            }
        }
        expect(file, json, json.currentToken(), JsonToken.END_OBJECT, "the file");
        if (token == null || addresses.isEmpty()) {
            throw damaged(file, token == null ? "it has no token" : "it has no addresses", null);
        }
        return new ConnectionFile(addresses, token, protocol);
    }

    private static void expect(
            Path file, JsonParser json, @Nullable JsonToken found, JsonToken expected, String place) {
        if (found != expected) {
            throw damaged(
                    file,
                    place + " should be " + expected + ", not " + found + ", in line "
                            + json.currentLocation().getLineNr(),
                    null);
        }
    }

    private static void checkMode(Path file) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!FILE_MODE.containsAll(mode)) {
            throw QuernException.user("the connection file " + file + " has the mode "
                    + PosixFilePermissions.toString(mode)
                    + ", but it holds a secret that nobody except its owner may read; chmod 600 " + file
                    + ", and start the scheduler anew if others may have seen it");
        }
    }

    private static FileAttribute<?>[] mode(Path place, Set<PosixFilePermission> mode) {
        return isPosix(place)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static QuernException damaged(Path file, String problem, @Nullable Throwable cause) {
        String message = "the connection file " + file + " cannot be used: " + problem + "; " + REMEDY;
        return cause == null ? QuernException.user(message) : QuernException.user(message, cause);
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + firstLine(e.getMessage()));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
