package io.quern.worker.nanny;

import io.quern.core.config.ByteSize;
import io.quern.worker.nanny.NannyReport.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process of a worker. Its standard input is a pipe that only the nanny holds. It begins with how the process
/// before died ([Predecessor]) and then says nothing: when the nanny is gone, however it went, the pipe ends and the
/// worker notices ([ParentWatch]).
final class Child {
    private static final Logger log = LoggerFactory.getLogger(Child.class);

    /// A grandchild that inherited the output may hold it open for ever.
    private static final Duration OUTPUT_GRACE = Duration.ofSeconds(2);

    /// How often the process's memory is looked at: it can take a few hundred MiB in that time.
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /// What a process ends with that SIGKILL ended.
    private static final int KILLED_CODE = 137;

    private final Process process;
    private final Thread output;
    private final Thread errors;
    private final LastLines lastErrors;
    private final KernelKills kernel = KernelKills.here();

    /// Written by the thread that reads the output.
    private volatile String outOfMemory = "";

    private Child(Process process, int linesMax, Consumer<? super NannyReport> report) {
        this.process = process;
        this.lastErrors = new LastLines(linesMax);
        this.output = reader("quern-nanny-stdout", () -> forward(false, report));
        this.errors = reader("quern-nanny-stderr", () -> forward(true, report));
    }

    /// A platform thread: one that waits for a pipe keeps its carrier, and a few workers would leave the
    /// program's other virtual threads none.
    private static Thread reader(String name, Runnable reading) {
        return Thread.ofPlatform().name(name).daemon(true).start(reading);
    }

    /// @throws IOException where the process cannot be started
    static Child start(
            ChildCommand command,
            @Nullable Predecessor predecessor,
            NannyOptions options,
            Consumer<? super NannyReport> report)
            throws IOException {
        Process process = command.process().start();
        Child child = new Child(process, options.stderrLinesMax(), report);
        child.tell(predecessor);
        return child;
    }

    private void tell(@Nullable Predecessor predecessor) {
        try {
            if (predecessor == null) {
                Predecessor.writeNone(process.getOutputStream());
            } else {
                predecessor.write(process.getOutputStream());
            }
        } catch (IOException e) {
            // Its end is noticed and reported by whoever awaits it.
            log.debug("Process {} was gone before it could be told of the one before", pid(), e);
        }
    }

    private void forward(boolean isError, Consumer<? super NannyReport> report) {
        try {
            OutputLines.read(isError ? process.getErrorStream() : process.getInputStream(), line -> {
                if (isError) {
                    lastErrors.add(line);
                } else if (line.startsWith(OutOfMemoryEnd.TEXT)) {
                    outOfMemory = line.substring(OutOfMemoryEnd.TEXT.length());
                }
                report.accept(new Line(isError, line));
            });
        } catch (UncheckedIOException e) {
            log.warn("The output of process {} is lost from here on: {}", pid(), e.toString());
        }
    }

    long pid() {
        return process.pid();
    }

    /// Waits until the process has ended and its last output was read. Kills it where it has come to use too much
    /// memory: that is the last resort, since what a JVM has taken it does not give back, and the system would kill
    /// whatever it likes.
    ///
    /// @param memoryMaxBytes what it may have in memory
    ChildExit await(long memoryMaxBytes) throws InterruptedException {
        String killed = "";
        long largest = 0;
        KernelKills.Watch kills = kernel.watch();
        while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            long used = ProcessMemory.bytes(pid()).orElse(0);
            largest = Math.max(largest, used);
            kills.look();
            if (used > memoryMaxBytes && killed.isEmpty()) {
                killed = "was killed by its nanny since it had " + ByteSize.rounded(used)
                        + " in memory, and the last resort is at " + ByteSize.rounded(memoryMaxBytes)
                        + "; see what native memory its tasks take, or give it more worker.memory";
                process.toHandle().destroyForcibly();
            }
        }
        boolean isKernels = process.exitValue() == KILLED_CODE && kills.haveJustRisen();
        boolean _ = output.join(OUTPUT_GRACE);
        boolean _ = errors.join(OUTPUT_GRACE);
        return new ChildExit(process.exitValue(), killed.isEmpty() ? wantOfMemory(isKernels, largest) : killed);
    }

    private String wantOfMemory(boolean isKernels, long largest) {
        String seen = ByteSize.rounded(largest) + " of it in memory when last seen";
        if (isKernels) {
            return "was killed by the kernel because memory ran out, with " + seen + ", where "
                    + ByteSize.rounded(ContainerLimit.allBytes()) + " are for all processes; give it less worker.memory"
                    + " than that, or more memory to its container or machine";
        }
        String error = outOfMemory;
        return error.isEmpty() ? "" : "ran out of memory: " + error + ", with " + seen;
    }

    List<String> lastErrorLines() {
        return lastErrors.all();
    }

    /// Asks the process to end, and kills it where it does not in time.
    void stop(Duration grace) {
        // Process.destroy would close its output, and its last lines would be lost.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Process {} did not stop within {} s and is killed", pid(), grace.toSeconds());
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException _) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
