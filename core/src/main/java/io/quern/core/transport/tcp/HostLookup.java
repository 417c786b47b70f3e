package io.quern.core.transport.tcp;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Finds the address that a host has now. May wait.
@FunctionalInterface
interface HostLookup {
    /// @throws UnknownHostException where it has none
    InetAddress find(String host) throws UnknownHostException;
}
