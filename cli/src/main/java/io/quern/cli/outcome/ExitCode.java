package io.quern.cli.outcome;

/// What a process of Quern tells its caller when it ends. The same for every command.
public final class ExitCode {
    /// It did what it was asked to; a daemon was asked to stop and stopped.
    public static final int DONE = 0;

    /// The command was understood and its job failed.
    public static final int FAILED = 1;

    /// The command could not be what was meant: an unknown option, a bad value, an output that is already there.
    public static final int MISUSE = 2;

    private ExitCode() {}
}
