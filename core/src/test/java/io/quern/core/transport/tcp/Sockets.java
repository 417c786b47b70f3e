package io.quern.core.transport.tcp;

import io.quern.core.message.Message;
import io.quern.core.wire.MessageCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Peers of a transport that are made by hand from blocking sockets, so that they can misbehave.
final class Sockets {
    private Sockets() {}

    static Socket plain(String address) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /// Takes any certificate.
    static SSLSocket tls(String address, String... protocols) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Gullible()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain(address), "localhost", URI.create(address).getPort(), true);
        socket.setEnabledProtocols(protocols);
        return socket;
    }

    static void send(Socket socket, Message message) throws IOException {
        byte[] frame = MessageCodec.encode(message);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
    }

    static Message receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return MessageCodec.decode(in.readNBytes(in.readInt()));
    }

    /// Whatever the peer still says; a reset is as good as an end.
    static List<Message> receiveAll(Socket socket) {
        List<Message> messages = new ArrayList<>();
        try {
            while (true) {
                messages.add(receive(socket));
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open", e);
        } catch (IOException end) {
            return messages;
        }
    }

    private static final class Gullible implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("nobody shows a certificate");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Any will do.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
