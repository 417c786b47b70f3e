package io.quern.core.access;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;

/// With what a process that is connected to proves who it is: a private key and the certificate of its public
/// half.
///
/// A generated certificate is signed by its own key. Nobody vouches for it, and nobody needs to: peers know its
/// [CertificatePin] beforehand, from the connection file or from the scheduler. So it holds no host name, and a
/// cluster needs no authority. It is a certificate of version 1 (RFC 5280, section 4.1), which is the one without
/// extensions.
///
/// @param key never printed
public record TlsIdentity(PrivateKey key, X509Certificate certificate) {
    /// Clocks of peers may be behind by so much.
    private static final Duration VALID_BEFORE = Duration.ofDays(2);

    private static final Duration VALID_FOR = Duration.ofDays(3_650);
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.objectIdentifier(1, 2, 840, 10_045, 4, 3, 2));
    private static final byte[] NAME =
            Der.sequence(Der.set(Der.sequence(Der.objectIdentifier(2, 5, 4, 3), Der.text("quern"))));
    private static final int SERIAL_BITS = 127;

    /// Makes a new key (P-256) and a certificate that is valid for ten years.
    ///
    /// @param now by the clock on the wall
    public static TlsIdentity generate(SecureRandom random, Instant now) {
        return generate(random, now.minus(VALID_BEFORE), now.plus(VALID_FOR));
    }

    static TlsIdentity generate(SecureRandom random, Instant notBefore, Instant notAfter) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            byte[] unsigned = Der.sequence(
                    Der.integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1)),
                    ECDSA_WITH_SHA256,
                    NAME,
                    Der.sequence(Der.time(notBefore), Der.time(notAfter)),
                    NAME,
                    pair.getPublic().getEncoded());
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate(), random);
            signature.update(unsigned);
            byte[] signed = Der.sequence(unsigned, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
            certificate.verify(pair.getPublic());
            return new TlsIdentity(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes keys of P-256 and reads the certificates of them", e);
        }
    }

    public CertificatePin pin() {
        return CertificatePin.of(certificate);
    }

    @Override
    public String toString() {
        return "TlsIdentity[key=***, certificate=" + pin() + "]";
    }
}
