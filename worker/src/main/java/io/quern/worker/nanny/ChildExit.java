package io.quern.worker.nanny;

import java.util.Map;
import java.util.Optional;

/// How a process ended. The JVM reports a process that a signal killed as 128 plus the signal's number; a JVM that
/// shuts down because of a signal ends with the same code of its own accord.
///
/// The codes below say that the process is not to be started again. The code of tasks runs in a worker's JVM and may
/// end it by `System.exit`, and a JVM ends with 1 or 3 by itself, with 3 where it is to exit for want of memory. So
/// these codes are none that anybody else uses: programs end with small numbers, those that follow `sysexits.h` with
/// 64 to 78, shells with 126 and 127, and above are signals. Nor is 0 among them: a worker that nobody asked to end has
/// no reason to.
///
/// | Code | The worker ended because |
/// |---|---|
/// | [#TOLD_CODE] | its scheduler told it to |
/// | [#MISUSE_CODE] | what it was told cannot be meant: a wrong token, another version |
/// | [#FINAL_CODE] | there is no scheduler, or not enough of the machine |
///
/// One that ends with [#RECYCLED_CODE] is started again, and that is no death: its scheduler asked for it.
///
/// @param memory how it came to end for want of memory; empty where that is not why
public record ChildExit(int code, String memory) {
    public static final int TOLD_CODE = 91;
    public static final int MISUSE_CODE = 92;
    public static final int FINAL_CODE = 93;

    /// A cancelled task did not end, and only the end of its process ends it.
    public static final int RECYCLED_CODE = 94;

    private static final int SIGNAL_BASE = 128;

    /// Signals as Linux numbers them on all architectures that Java 25 runs on; macOS differs in `SIGBUS`.
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(15, "SIGTERM"),
            Map.entry(24, "SIGXCPU"),
            Map.entry(31, "SIGSYS"));

    /// One that memory had no part in, as far as is known.
    public ChildExit(int code) {
        this(code, "");
    }

    /// The signal that ended it, such as `SIGKILL`; empty where it ended by itself.
    public Optional<String> signal() {
        return Optional.ofNullable(SIGNALS.get(code - SIGNAL_BASE));
    }

    /// Whether it ended of its own accord in a way that must not be repeated, where nobody asked it to end.
    boolean isFinal() {
        return code == TOLD_CODE || code == MISUSE_CODE || code == FINAL_CODE;
    }

    /// Whether it ended for want of memory: its JVM ended itself, or its nanny ended it.
    public boolean isOutOfMemory() {
        return !memory.isEmpty();
    }

    /// Whether it ended to be started again.
    boolean isRecycled() {
        return code == RECYCLED_CODE;
    }

    /// What happened to it, for people: `was killed by SIGKILL (exit code 137)` or `ended with exit code 1`.
    @Override
    public String toString() {
        if (isOutOfMemory()) {
            return memory + " (exit code " + code + ")";
        }
        return signal().map(name -> "was killed by " + name + " (exit code " + code + ")" + hint())
                .orElse(
                        isRecycled()
                                ? "ended to be started anew, since a cancelled task ignored its interrupt (exit code 94)"
                                : "ended with exit code " + code);
    }

    private String hint() {
        return switch (code - SIGNAL_BASE) {
            case 9 -> ", by hand or by the kernel because memory ran out";
            case 6, 11 -> ", a crash of native code or of the JVM";
            default -> "";
        };
    }
}
