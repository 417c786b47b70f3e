package io.quern.core.transport.tcp;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/// `tcp://host:port`.
record TcpAddress(String host, int port) {
    private static final int PORT_MAX = 65_535;

    static TcpAddress parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw QuernException.user(form(text), e);
        }
        if (!"tcp".equals(uri.getScheme())
                || uri.getHost() == null
                || uri.getPort() < 0
                || uri.getPort() > PORT_MAX
                || !uri.getRawPath().isEmpty()) {
            throw QuernException.user(form(text));
        }
        return new TcpAddress(uri.getHost(), uri.getPort());
    }

    /// Looks the host up.
    ///
    /// @throws QuernException NETWORK where it has no address; USER where that is not of this machine
    InetSocketAddress resolve() {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new QuernException(ErrorCode.NETWORK, "the host of " + this + " is not known here", e);
        }
        if (!address.isLoopbackAddress()) {
            throw QuernException.user(this + " is not an address of this machine alone (" + address.getHostAddress()
                    + "), and without TLS, which is not there yet, such addresses are refused; use tcp://127.0.0.1:"
                    + port);
        }
        return new InetSocketAddress(address, port);
    }

    TcpAddress withPort(int other) {
        return new TcpAddress(host, other);
    }

    @Override
    public String toString() {
        return "tcp://" + host + ":" + port;
    }

    private static String form(String text) {
        return "the address " + text + " is not of the form tcp://HOST:PORT, such as tcp://127.0.0.1:8786";
    }
}
