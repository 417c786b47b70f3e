package io.quern.worker;

import java.time.Duration;

/// How long a worker waits for what.
///
/// @param connectFor how long it tries to reach a scheduler at the start, before it ends
/// @param reconnectFor how long it tries to come back to one that it lost, before it ends
/// @param heartbeat interval of heartbeats
/// @param schedulerSilenceMax after hearing nothing of the scheduler for so long it stops its runs
/// @param stopGrace how long it waits for interrupted runs when it stops
/// @param cancelGrace how long a cancelled run may ignore its interrupt before the worker wants to be started
///     anew; zero for ever
public record WorkerTimes(
        Duration connectFor,
        Duration reconnectFor,
        Duration heartbeat,
        Duration schedulerSilenceMax,
        Duration stopGrace,
        Duration cancelGrace) {
    /// Tries for 30 seconds at the start and for 10 minutes to come back, beats once a second, stops its runs after
    /// 20 seconds of silence, waits 5 seconds for them.
    public static final WorkerTimes DEFAULT = new WorkerTimes(
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ZERO);

    /// The same, trying to reach a scheduler for other times.
    public WorkerTimes withPatience(Duration newConnectFor, Duration newReconnectFor) {
        return new WorkerTimes(newConnectFor, newReconnectFor, heartbeat, schedulerSilenceMax, stopGrace, cancelGrace);
    }

    /// The same, beating and waiting for its scheduler at other intervals.
    public WorkerTimes withLiveness(Duration newHeartbeat, Duration newSchedulerSilenceMax) {
        return new WorkerTimes(connectFor, reconnectFor, newHeartbeat, newSchedulerSilenceMax, stopGrace, cancelGrace);
    }

    /// The same, bearing cancelled runs that go on for another time. For processes that somebody starts anew.
    public WorkerTimes withCancelGrace(Duration newCancelGrace) {
        return new WorkerTimes(connectFor, reconnectFor, heartbeat, schedulerSilenceMax, stopGrace, newCancelGrace);
    }
}
