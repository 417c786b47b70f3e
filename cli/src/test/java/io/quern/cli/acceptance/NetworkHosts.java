package io.quern.cli.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// Hosts of a network that is nobody else's: a network namespace each, and one between them that forwards.
/// Nothing leads out of it. Made and removed by the test; that takes root and iproute2.
///
///     host 0: 10.77.0.2 ── 10.77.0.1 ┐
///     host 1: 10.77.1.2 ── 10.77.1.1 ├ the router's namespace
///     host 2: 10.77.2.2 ── 10.77.2.1 ┘
final class NetworkHosts implements AutoCloseable {
    private static final String PREFIX = "quern" + ProcessHandle.current().pid() + "x";

    private final int count;

    private NetworkHosts(int count) {
        this.count = count;
    }

    /// Makes hosts; where that cannot be done the test is skipped, and says so loudly.
    static NetworkHosts make(int count) throws IOException, InterruptedException {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            System.err.println("\n*** SKIPPED: hosts of a network cannot be made here: " + obstacle.get()
                    + ". Nothing is shown of TLS between hosts in this run. ***\n");
            Assumptions.abort("hosts of a network cannot be made here: " + obstacle.get());
        }
        NetworkHosts hosts = new NetworkHosts(count);
        try {
            hosts.connect();
        } catch (IOException | RuntimeException | InterruptedException e) {
            hosts.close();
            throw e;
        }
        return hosts;
    }

    private static Optional<String> obstacle() throws InterruptedException {
        try {
            ip("netns", "add", PREFIX + "try");
            ip("netns", "del", PREFIX + "try");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void connect() throws IOException, InterruptedException {
        ip("netns", "add", router());
        ip("-n", router(), "link", "set", "lo", "up");
        for (int host = 0; host < count; host++) {
            String inner = PREFIX + "h" + host;
            String outer = PREFIX + "r" + host;
            ip("netns", "add", name(host));
            ip("link", "add", inner, "type", "veth", "peer", "name", outer);
            ip("link", "set", inner, "netns", name(host));
            ip("link", "set", outer, "netns", router());
            ip("-n", name(host), "addr", "add", address(host) + "/24", "dev", inner);
            ip("-n", router(), "addr", "add", "10.77." + host + ".1/24", "dev", outer);
            ip("-n", name(host), "link", "set", "lo", "up");
            ip("-n", name(host), "link", "set", inner, "up");
            ip("-n", router(), "link", "set", outer, "up");
            ip("-n", name(host), "route", "add", "default", "via", "10.77." + host + ".1");
        }
        run(List.of("ip", "netns", "exec", router(), "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"));
    }

    String address(int host) {
        return "10.77." + host + ".2";
    }

    /// What stands before a command that is to run on a host.
    List<String> on(int host) {
        return List.of("ip", "netns", "exec", name(host));
    }

    /// Cuts the cable of a host: nothing comes or goes, and nobody is told.
    void cut(int host) throws IOException, InterruptedException {
        ip("-n", router(), "link", "set", PREFIX + "r" + host, "down");
    }

    /// Mends the cable.
    void mend(int host) throws IOException, InterruptedException {
        ip("-n", router(), "link", "set", PREFIX + "r" + host, "up");
    }

    /// Nothing that one host sends arrives at another any more, and nobody is told; the other way all goes on.
    void block(int from, int to) throws IOException, InterruptedException {
        ip("-n", router(), "rule", "add", "from", address(from), "to", address(to), "blackhole");
    }

    void unblock(int from, int to) throws IOException, InterruptedException {
        ip("-n", router(), "rule", "del", "from", address(from), "to", address(to), "blackhole");
    }

    /// Addresses at which something on a host listens, as the kernel writes them: `0100007F:1F90` is
    /// 127.0.0.1:8080.
    List<String> listening(int host) throws IOException, InterruptedException {
        List<String> addresses = new ArrayList<>();
        List<String> show = new ArrayList<>(on(host));
        show.addAll(List.of("cat", "/proc/net/tcp", "/proc/net/tcp6"));
        for (String line : run(show).lines().toList()) {
            String[] fields = line.strip().split(" +");
            if (fields.length > 3 && fields[3].equals("0A")) {
                addresses.add(fields[1]);
            }
        }
        return addresses;
    }

    private String router() {
        return PREFIX + "router";
    }

    private static String name(int host) {
        return PREFIX + "host" + host;
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        run(command);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("quern-network", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            int exitCode = process.waitFor();
            String text = Files.readString(said, StandardCharsets.UTF_8).strip();
            if (exitCode != 0) {
                throw new IOException(String.join(" ", command) + ": " + text);
            }
            return text;
        } finally {
            Files.delete(said);
        }
    }

    /// Removes all; with the namespaces go their interfaces.
    @Override
    public void close() throws IOException {
        List<String> names = new ArrayList<>(List.of(router()));
        for (int host = 0; host < count; host++) {
            names.add(name(host));
        }
        for (String name : names) {
            if (Files.exists(Path.of("/run/netns", name))) {
                remove(name);
            }
        }
    }

    private static void remove(String name) throws IOException {
        try {
            ip("netns", "del", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before the namespace " + name + " was removed", e);
        }
    }
}
