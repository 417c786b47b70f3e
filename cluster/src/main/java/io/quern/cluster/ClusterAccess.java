package io.quern.cluster;

import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Token;
import io.quern.core.runtime.Clock;
import io.quern.core.transport.JobCodecs;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.nio.file.Path;

/// What lets a process into a cluster: the scheduler's address and the token.
public record ClusterAccess(String address, Token token) {
    /// The first address of a connection file, and its token.
    ///
    /// @throws io.quern.core.error.QuernException if the file is not there, damaged, or readable by others
    public static ClusterAccess read(Path connectionFile) {
        ConnectionFile file = ConnectionFile.read(connectionFile);
        return new ClusterAccess(file.addresses().getFirst(), file.token());
    }

    /// The connection file that a scheduler at an address writes unless it is told another place, by user and
    /// machine.
    public static Path defaultFile(String address) {
        String name = address.replaceFirst("^tcp://", "").replaceAll("[^A-Za-z0-9.]+", "-");
        return ConnectionFile.defaultPath(Path.of(System.getProperty("user.home")), name);
    }

    /// A transport with this token.
    ///
    /// @param name what peers call this process
    /// @param classes finds the classes of the values that are fetched or served
    public TcpTransport transport(String name, ClassLoader classes, TcpSettings settings, Clock clock) {
        return new TcpTransport(name, token, ValueCodecs.load(Functions.of(classes), classes), settings, clock);
    }

    /// A transport with this token, for results of jobs whose code travels.
    ///
    /// @param name what peers call this process
    /// @param codecs of each job
    public TcpTransport transport(String name, JobCodecs codecs, TcpSettings settings, Clock clock) {
        return new TcpTransport(name, token, codecs, settings, clock);
    }
}
