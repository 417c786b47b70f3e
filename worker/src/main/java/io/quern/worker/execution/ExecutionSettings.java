package io.quern.worker.execution;

import io.quern.core.message.WorkerMessage.RegisterWorker;
import java.time.Duration;

/// What a [WorkerMachine] is told once.
///
/// @param registration what the worker says of itself; its threads are the slots
/// @param fetchesMax results fetched at the same time
/// @param heartbeat interval of heartbeats
/// @param schedulerSilenceMax after hearing nothing of the scheduler for so long the worker stops its runs
/// @param cancelGrace how long a cancelled run may go on before the worker wants to be started anew; zero for ever
/// @param storyLinesMax steps remembered for error messages
/// @param isCheckedAfterEveryEvent whether all invariants are checked after each event, which costs time in proportion
///     to what the worker holds
public record ExecutionSettings(
        RegisterWorker registration,
        int fetchesMax,
        Duration heartbeat,
        Duration schedulerSilenceMax,
        Duration cancelGrace,
        int storyLinesMax,
        boolean isCheckedAfterEveryEvent) {
    public ExecutionSettings {
        atLeastOne("threads", registration.threads());
        atLeastOne("fetchesMax", fetchesMax);
        atLeastOne("storyLinesMax", storyLinesMax);
        if (heartbeat.isZero() || heartbeat.isNegative()) {
            throw new IllegalArgumentException("heartbeat must be positive, got " + heartbeat);
        }
        if (schedulerSilenceMax.compareTo(heartbeat) <= 0) {
            throw new IllegalArgumentException("schedulerSilenceMax must be longer than the heartbeat of " + heartbeat
                    + ", got " + schedulerSilenceMax);
        }
    }

    /// The defaults: 16 fetches, a heartbeat a second, 20 seconds of silence, and as long as they like for cancelled
    /// runs.
    public static ExecutionSettings of(RegisterWorker registration) {
        return new ExecutionSettings(
                registration, 16, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ZERO, 1_000, false);
    }

    /// The same, with every invariant checked after every event.
    public ExecutionSettings checkedAfterEveryEvent() {
        return new ExecutionSettings(
                registration, fetchesMax, heartbeat, schedulerSilenceMax, cancelGrace, storyLinesMax, true);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
    }
}
