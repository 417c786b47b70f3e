package io.quern.core.access;

import io.quern.core.error.QuernException;
import io.quern.core.message.Role;
import io.quern.core.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a scheduler leaves for those who may use it: its addresses, by what its certificate is known, and tokens.
/// JSON:
///
///     { "protocol": 1,
///       "addresses": ["tls://10.0.0.1:8786"],
///       "certificate": "SHA-256 of the certificate, 64 hexadecimal digits",
///       "tokens": { "worker": ["64 hexadecimal digits"], "client": […], "viewer": […], "transfer": […] } }
///
/// The file has mode 0600 in a folder of mode 0700, where the file system knows modes. Fields that are not known
/// are ignored, so that later versions can add some.
///
/// @param addresses where the scheduler listens, at least one; people and programs take the first
/// @param certificate null where all addresses are on this machine alone, without TLS
/// @param protocol version of the protocol that the scheduler speaks
public record ConnectionFile(
        List<String> addresses, RoleTokens tokens, @Nullable CertificatePin certificate, int protocol) {
    private static final PrivateFile FILE = new PrivateFile(
            "the connection file", "is the scheduler running? give the file that it named when it started");

    public ConnectionFile {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw QuernException.user("a connection file needs the address of a scheduler");
        }
        if (tokens.roles().isEmpty()) {
            throw QuernException.user("a connection file needs tokens");
        }
        if (certificate == null && addresses.stream().anyMatch(address -> address.startsWith("tls:"))) {
            throw QuernException.user("a connection file for " + addresses + " needs the pin of the certificate");
        }
    }

    public ConnectionFile(List<String> addresses, RoleTokens tokens, @Nullable CertificatePin certificate) {
        this(addresses, tokens, certificate, Protocol.VERSION);
    }

    /// Where the file of a cluster is unless another place is given: `.quern/clusters/NAME.json` in a home folder.
    public static Path defaultPath(Path home, String cluster) {
        return home.resolve(".quern").resolve("clusters").resolve(cluster + ".json");
    }

    /// The file for a machine that is to have one role.
    public ConnectionFile forRole(Role role) {
        return new ConnectionFile(addresses, tokens.forRole(role), certificate, protocol);
    }

    /// Whoever has this file has these.
    public Credentials credentials() {
        return new Credentials(tokens, certificate, null);
    }

    /// Writes the file in one step, so that a reader sees an old one or the new one; makes its folder where there
    /// is none.
    ///
    /// @throws QuernException where it cannot be written: names file and reason
    public void write(Path file) {
        FILE.write(file, ConnectionJson.write(this));
    }

    /// Reads a file.
    ///
    /// @throws QuernException where there is none, it is damaged, or users other than its owner may read it;
    ///     names the file and the remedy
    public static ConnectionFile read(Path file) {
        byte[] content = FILE.read(file);
        try {
            return ConnectionJson.read(content);
        } catch (IOException e) {
            throw FILE.damaged(file, PrivateFile.describe(e), e);
        } catch (QuernException | IllegalArgumentException e) {
            throw FILE.damaged(file, String.valueOf(e.getMessage()), e);
        }
    }
}
