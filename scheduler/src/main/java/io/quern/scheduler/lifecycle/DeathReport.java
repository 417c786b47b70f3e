package io.quern.scheduler.lifecycle;

import java.util.List;

/// What is known of how a worker ended.
///
/// @param reason how the scheduler noticed, such as `connection closed`
/// @param exit what its parent process saw, such as `exit code 137 (SIGKILL)`; empty where unknown
/// @param isOutOfMemory whether that was for want of memory
/// @param lastStderrLines the end of what it wrote to stderr, empty where unknown
public record DeathReport(String reason, String exit, boolean isOutOfMemory, List<String> lastStderrLines) {
    public DeathReport {
        lastStderrLines = List.copyOf(lastStderrLines);
    }

    /// Nothing is known but how it was noticed.
    public static DeathReport noticed(String reason) {
        return new DeathReport(reason, "", false, List.of());
    }

    @Override
    public String toString() {
        return exit.isEmpty() ? reason : reason + ", " + exit;
    }
}
