package io.quern.bench.daemon;

import java.io.IOException;
import java.time.Duration;

/// A program that was started.
public interface PlacedProgram {
    /// Its first process; the others descend from it.
    ProcessHandle process();

    /// Whether it has ended within that time.
    boolean awaitEnd(Duration longest) throws InterruptedException;

    /// Ends it as SIGTERM does, where it still runs, or as SIGKILL where that takes long, and says how it went.
    Ending stop() throws IOException;

    /// How a program ended.
    ///
    /// @param exitCode of its first process
    /// @param isOomKilled whether the container engine says that the kernel killed something in it for memory
    /// @param kernelKills processes that the kernel killed in its container for memory; 0 outside of containers
    record Ending(int exitCode, boolean isOomKilled, long kernelKills) {}
}
