package io.quern.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The TCP sockets on which a process listens, as Linux tells them.
final class ListeningSockets {
    private static final String LISTENING = "0A";
    private static final int WORD_DIGITS = 8;

    private ListeningSockets() {}

    /// Their addresses.
    static List<InetAddress> of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> own = sockets(process.resolve("fd"));
        List<InetAddress> addresses = new ArrayList<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(process.resolve(table))) {
                String[] fields = line.strip().split(" +");
                if (fields[3].equals(LISTENING) && own.contains("socket:[" + fields[9] + "]")) {
                    addresses.add(address(fields[1].substring(0, fields[1].indexOf(':'))));
                }
            }
        }
        return addresses;
    }

    private static Set<String> sockets(Path descriptors) throws IOException {
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> open = Files.list(descriptors)) {
            for (Path descriptor : open.toList()) {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException _) {
                    // It was closed meanwhile.
                }
            }
        }
        return sockets;
    }

    /// The kernel prints words of an address as this machine has them in memory.
    private static InetAddress address(String digits) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(digits.length() / 2);
        for (int from = 0; from < digits.length(); from += WORD_DIGITS) {
            int word = Integer.parseUnsignedInt(digits.substring(from, from + WORD_DIGITS), 16);
            bytes.putInt(Integer.reverseBytes(word));
        }
        return InetAddress.getByAddress(bytes.array());
    }
}
