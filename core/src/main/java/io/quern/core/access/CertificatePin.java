package io.quern.core.access;

import io.quern.core.error.QuernException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/// By what a certificate is known: the SHA-256 of its encoding, as 64 hexadecimal digits. No secret.
public record CertificatePin(String hex) {
    private static final int DIGITS = 64;
    private static final int SHOWN = 12;

    /// @throws QuernException where it is not 64 hexadecimal digits
    public CertificatePin {
        if (!hex.matches("[0-9a-fA-F]{" + DIGITS + "}")) {
            throw QuernException.user("the pin of a certificate has " + DIGITS + " hexadecimal digits, not \"" + hex
                    + "\"; take it whole from the connection file that the scheduler wrote");
        }
        hex = hex.toLowerCase(Locale.ROOT);
    }

    public static CertificatePin of(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new CertificatePin(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("every JDK has SHA-256, and encodes what it decoded", e);
        }
    }

    /// The first digits, for people.
    public String brief() {
        return hex.substring(0, SHOWN) + "…";
    }

    @Override
    public String toString() {
        return hex;
    }
}
