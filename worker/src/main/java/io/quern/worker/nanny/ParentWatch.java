package io.quern.worker.nanny;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a worker's process when its nanny is gone. A killed nanny can tell nobody, but the kernel closes its end of the
/// pipe that is this process's standard input, and reading that ends.
public final class ParentWatch {
    private static final Logger log = LoggerFactory.getLogger(ParentWatch.class);
    private static final int EXIT_CODE = 1;

    private ParentWatch() {}

    /// Watches on a daemon thread from now on. When the input ends, the JVM shuts down; where that takes longer than
    /// the grace, it is halted.
    ///
    /// @param input standard input of a process that a [Nanny] started, after its [Predecessor] if that is wanted
    public static void begin(InputStream input, Duration grace) {
        Thread.ofPlatform().name("quern-parent-watch").daemon(true).start(() -> {
            awaitEnd(input);
            log.warn("The nanny of this worker is gone; the worker ends");
            shutDown(grace);
        });
    }

    private static void awaitEnd(InputStream input) {
        byte[] ignored = new byte[64];
        try {
            while (input.read(ignored) >= 0) {
                // The nanny has said what it had to; whatever comes means that it is there.
            }
        } catch (IOException e) {
            log.warn("Standard input broke: {}", e.toString());
        }
    }

    private static void shutDown(Duration grace) {
        Thread exit = Thread.ofPlatform().name("quern-parent-exit").daemon(true).start(() -> System.exit(EXIT_CODE));
        try {
            boolean _ = exit.join(grace);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
