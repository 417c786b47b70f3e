package io.quern.worker.nanny;

import java.util.Map;
import java.util.Optional;

/// How a process ended. The JVM reports a process that a signal killed as 128 plus the signal's number; a JVM that
/// shuts down because of a signal ends with the same code of its own accord.
public record ChildExit(int code) {
    /// A worker ends with this where starting it again would not help: no scheduler, or one that refuses it.
    public static final int FINAL_CODE = 3;

    /// A worker ends with this where what it was told cannot be meant: a wrong token, another version.
    public static final int MISUSE_CODE = 2;

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

    /// The signal that ended it, such as `SIGKILL`; empty where it ended by itself.
    public Optional<String> signal() {
        return Optional.ofNullable(SIGNALS.get(code - SIGNAL_BASE));
    }

    /// Whether it ended of its own accord in a way that must not be repeated.
    boolean isFinal() {
        return code == 0 || code == MISUSE_CODE || code == FINAL_CODE;
    }

    /// What happened to it, for people: `was killed by SIGKILL (exit code 137)` or `ended with exit code 1`.
    @Override
    public String toString() {
        return signal().map(name -> "was killed by " + name + " (exit code " + code + ")" + hint())
                .orElse("ended with exit code " + code);
    }

    private String hint() {
        return switch (code - SIGNAL_BASE) {
            case 9 -> ", by hand or by the kernel because memory ran out";
            case 6, 11 -> ", a crash of native code or of the JVM";
            default -> "";
        };
    }
}
