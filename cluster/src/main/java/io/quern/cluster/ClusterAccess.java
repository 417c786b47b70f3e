package io.quern.cluster;

import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Credentials;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.JobCodecs;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.nio.file.Path;

/// What lets a process into a cluster: the scheduler's address, and the secrets that go with it.
///
/// @param isPlainAllowed whether addresses off this machine may do without TLS
public record ClusterAccess(String address, Credentials credentials, boolean isPlainAllowed) {
    public ClusterAccess(String address, Credentials credentials) {
        this(address, credentials, false);
    }

    /// The first address of a connection file, and its secrets.
    ///
    /// @throws io.quern.core.error.QuernException if the file is not there, damaged, or readable by others
    public static ClusterAccess read(Path connectionFile) {
        ConnectionFile file = ConnectionFile.read(connectionFile);
        return new ClusterAccess(file.addresses().getFirst(), file.credentials());
    }

    /// The connection file that a scheduler at an address writes unless it is told another place, by user and
    /// machine. One that listens at all addresses of a machine has the name of loopback, which is one of them.
    public static Path defaultFile(String address) {
        String name = address.replaceFirst("^(tcp|tls)://", "")
                .replaceFirst("^(0\\.0\\.0\\.0|\\[::]):", "127.0.0.1:")
                .replaceAll("[^A-Za-z0-9.]+", "-");
        return ConnectionFile.defaultPath(Path.of(System.getProperty("user.home")), name);
    }

    /// The same, at another address.
    public ClusterAccess at(String otherAddress) {
        return new ClusterAccess(otherAddress, credentials, isPlainAllowed);
    }

    public ClusterAccess withPlainAllowed(boolean value) {
        return new ClusterAccess(address, credentials, value);
    }

    /// What a program may be with these credentials: a client, or else a viewer.
    public Role programRole() {
        return credentials.tokens().of(Role.CLIENT).isEmpty()
                        && !credentials.tokens().of(Role.VIEWER).isEmpty()
                ? Role.VIEWER
                : Role.CLIENT;
    }

    /// A transport with these credentials.
    ///
    /// @param name what peers call this process
    /// @param classes finds the classes of the values that are fetched or served
    public TcpTransport transport(String name, ClassLoader classes, TcpSettings settings, Clock clock) {
        ValueCodecs codecs = ValueCodecs.load(Functions.of(classes), classes);
        return transport(name, _ -> codecs, settings, clock);
    }

    /// A transport with these credentials, for results of jobs whose code travels.
    ///
    /// @param name what peers call this process
    /// @param codecs of each job
    public TcpTransport transport(String name, JobCodecs codecs, TcpSettings settings, Clock clock) {
        return new TcpTransport(name, credentials, codecs, settings.withPlainAllowed(isPlainAllowed), clock);
    }
}
