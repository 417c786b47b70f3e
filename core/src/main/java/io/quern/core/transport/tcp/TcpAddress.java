package io.quern.core.transport.tcp;

import io.quern.core.access.CertificatePin;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// `tcp://host:port`, or with TLS `tls://host:port`, or `tls://host:port/PIN`, which says by what the certificate
/// of whoever listens there is known. Data addresses have a pin: they are told by the scheduler, which is trusted.
record TcpAddress(
        boolean isTls, String host, int port, @Nullable CertificatePin pin) {
    private static final int PORT_MAX = 65_535;

    static TcpAddress parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw QuernException.user(form(text), e);
        }
        boolean isTls = "tls".equals(uri.getScheme());
        if ((!isTls && !"tcp".equals(uri.getScheme()))
                || uri.getHost() == null
                || uri.getPort() < 0
                || uri.getPort() > PORT_MAX
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || uri.getRawUserInfo() != null
                || (!isTls && !uri.getRawPath().isEmpty())) {
            throw QuernException.user(form(text));
        }
        String path = uri.getRawPath();
        return new TcpAddress(
                isTls, uri.getHost(), uri.getPort(), path.isEmpty() ? null : new CertificatePin(path.substring(1)));
    }

    /// Looks the host up.
    ///
    /// @param hosts knows where they are
    /// @param isPlainAllowed whether addresses off this machine may do without TLS
    /// @throws QuernException NETWORK where it has no address; USER where that is not of this machine and there
    ///     is no TLS
    InetSocketAddress resolve(HostLookup hosts, boolean isPlainAllowed) {
        InetAddress address;
        try {
            address = hosts.find(host);
        } catch (UnknownHostException e) {
            throw new QuernException(ErrorCode.NETWORK, "the host of " + this + " is not known here", e);
        }
        if (!isTls && !isPlainAllowed && !address.isLoopbackAddress()) {
            throw QuernException.user(this + " is not an address of this machine alone (" + address.getHostAddress()
                    + "), and such addresses are used with TLS only; write tls://" + host + ":" + port
                    + " and take the connection file that the scheduler there wrote");
        }
        return new InetSocketAddress(address, port);
    }

    TcpAddress withPort(int other) {
        return new TcpAddress(isTls, host, other, pin);
    }

    TcpAddress withPin(CertificatePin other) {
        return new TcpAddress(isTls, host, port, other);
    }

    /// As it is told to peers, with the pin.
    String whole() {
        return pin == null ? toString() : this + "/" + pin.hex();
    }

    /// For people, without the pin.
    @Override
    public String toString() {
        return (isTls ? "tls://" : "tcp://") + host + ":" + port;
    }

    private static String form(String text) {
        return "the address " + text
                + " is not of the form tcp://HOST:PORT or tls://HOST:PORT, such as tcp://127.0.0.1:8786";
    }
}
