package io.quern.cluster;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// At which addresses this machine is reached by others, and by which scheme: `tls://` off this machine, `tcp://`
/// on loopback.
public final class MachineAddresses {
    private MachineAddresses() {}

    /// The addresses at which a scheduler that listens at a host is told to be, without the port.
    ///
    /// @param host a name or an address; where it stands for all addresses, those of the network interfaces are
    ///     told
    /// @throws QuernException where the host is not known, or this machine has no address that others reach
    public static List<String> of(String host) {
        InetAddress address = resolve(host);
        if (!address.isAnyLocalAddress()) {
            return List.of(host);
        }
        List<String> reachable =
                reachable().stream().map(MachineAddresses::literal).toList();
        if (reachable.isEmpty()) {
            throw new QuernException(
                    ErrorCode.NETWORK,
                    "this machine has no address except loopback, so nobody would reach a scheduler at " + host
                            + "; listen at 127.0.0.1, or name it by which it is reached with --advertise");
        }
        return reachable;
    }

    public static boolean isLoopback(String host) {
        return resolve(host).isLoopbackAddress();
    }

    /// Where a worker serves results: at the address from which this machine reaches the scheduler, on a free
    /// port.
    ///
    /// @param scheduler address of the scheduler
    /// @param host to listen at instead, null for none
    public static String dataAddress(String scheduler, @Nullable String host) {
        boolean isTls = scheduler.startsWith("tls:");
        URI uri = URI.create(scheduler);
        InetAddress target = resolve(uri.getHost());
        if (host != null) {
            InetAddress chosen = resolve(host);
            if (chosen.isAnyLocalAddress()) {
                throw QuernException.user("a worker tells its peers where it is, so " + host
                        + " is not enough; name one address of this machine");
            }
            boolean isPlain = !isTls && (chosen.isLoopbackAddress() || !target.isLoopbackAddress());
            return (isPlain ? "tcp://" : "tls://") + host + ":0";
        }
        InetAddress own = target;
        if (!target.isLoopbackAddress()) {
            own = towards(target, uri.getPort());
        } else if (isTls) {
            // Other workers come from elsewhere.
            own = reachable().stream().findFirst().orElse(target);
        }
        return (isTls ? "tls://" : "tcp://") + literal(own) + ":0";
    }

    /// Asks the routing table; nothing is sent.
    private static InetAddress towards(InetAddress target, int port) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(target, port));
            return socket.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            throw new QuernException(
                    ErrorCode.NETWORK, "this machine has no way to " + target.getHostAddress() + ": " + e, e);
        }
    }

    /// IPv4 before IPv6, in the order of the interfaces.
    private static List<InetAddress> reachable() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(MachineAddresses::isUsed)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .toList();
        } catch (IOException e) {
            throw new QuernException(ErrorCode.NETWORK, "cannot list the network interfaces: " + e, e);
        }
    }

    private static boolean isUsed(NetworkInterface one) {
        try {
            return one.isUp() && !one.isLoopback();
        } catch (IOException vanished) {
            // Between the listing and now: it is not used, then.
            return false;
        }
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new QuernException(ErrorCode.USER, "the host " + host + " is not known here", e);
        }
    }
}
