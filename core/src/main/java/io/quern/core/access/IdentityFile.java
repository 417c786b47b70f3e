package io.quern.core.access;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keeps the [TlsIdentity] of a scheduler from one life to the next: private key (PKCS #8) and certificate, as
/// PEM, for the scheduler's machine alone. A scheduler that comes back with it is the one that its workers and
/// clients know.
public final class IdentityFile {
    private static final PrivateFile FILE =
            new PrivateFile("the key file", "remove it, and the scheduler makes a new one when it starts");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

    private IdentityFile() {}

    /// The file that belongs to a connection file: the same name with `.key`.
    public static Path beside(Path connectionFile) {
        String name = connectionFile.getFileName().toString().replaceFirst("\\.json$", "");
        return connectionFile.resolveSibling(name + ".key");
    }

    /// @throws io.quern.core.error.QuernException where it cannot be written
    public static void write(Path file, TlsIdentity identity) {
        try {
            String pem = block("PRIVATE KEY", identity.key().getEncoded())
                    + block("CERTIFICATE", identity.certificate().getEncoded());
            FILE.write(file, pem.getBytes(StandardCharsets.US_ASCII));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate can be encoded", e);
        }
    }

    /// @throws io.quern.core.error.QuernException where there is none, it is damaged, or others may read it
    public static TlsIdentity read(Path file) {
        String pem = new String(FILE.read(file), StandardCharsets.US_ASCII);
        try {
            PrivateKey key =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes(file, pem, KEY)));
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(bytes(file, pem, CERTIFICATE)));
            if (!belongTogether(key, certificate)) {
                throw FILE.damaged(file, "its key is not that of its certificate", null);
            }
            return new TlsIdentity(key, certificate);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw FILE.damaged(file, "its key or its certificate is damaged", e);
        }
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        byte[] probe = certificate.getEncoded();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(probe);
        return signature.verify(signed);
    }

    private static byte[] bytes(Path file, String pem, Pattern block) {
        Matcher found = block.matcher(pem);
        if (!found.find()) {
            throw FILE.damaged(file, "it has no " + (block == KEY ? "private key" : "certificate"), null);
        }
        return Base64.getMimeDecoder().decode(found.group(1));
    }

    private static String block(String label, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
