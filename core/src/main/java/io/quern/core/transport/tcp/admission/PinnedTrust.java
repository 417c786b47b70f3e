package io.quern.core.transport.tcp.admission;

import io.quern.core.access.CertificatePin;
import io.quern.core.runtime.Clock;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts the one certificate that has the pin, while it is valid, whatever host it is met at and whoever signed
/// it.
final class PinnedTrust extends X509ExtendedTrustManager {
    private final String address;
    private final CertificatePin pin;
    private final Clock clock;

    PinnedTrust(String address, CertificatePin pin, Clock clock) {
        this.address = address;
        this.pin = pin;
        this.clock = clock;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        X509Certificate certificate = chain[0];
        CertificatePin seen = CertificatePin.of(certificate);
        if (!seen.equals(pin)) {
            throw new UntrustedException("the certificate at " + address
                    + " is not the one that is expected there (it is "
                    + seen.brief() + ", expected is " + pin.brief() + "): another process listens there, or the "
                    + "scheduler has made a new one; take the connection file that it wrote when it started");
        }
        Instant now = Instant.ofEpochMilli(clock.wallMillis());
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (now.isAfter(to) || now.isBefore(from)) {
            throw new UntrustedException("the certificate at " + address + " is valid from " + from + " to " + to
                    + ", and here it is " + now + "; set the clock, or let the scheduler make a new one");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new UntrustedException("whoever connects shows a token, not a certificate");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    /// Its message is for people, and can be told from those of the JDK.
    static final class UntrustedException extends CertificateException {
        UntrustedException(String message) {
            super(message);
        }
    }
}
