package io.quern.bench.daemon;

import java.io.IOException;

/// Where programs run. What they read and write has the same paths everywhere, and loopback is that of this machine.
public sealed interface Place permits HostPlace, ContainerPlace {
    /// For tables.
    String name();

    /// Starts a program and returns once it has a process.
    PlacedProgram start(Program program) throws IOException;
}
