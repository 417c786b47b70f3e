package io.quern.core.config;

import io.quern.core.error.QuernException;
import java.time.Duration;

/// How soon silence is noticed.
///
/// @param heartbeatEvery how often a worker reports
/// @param suspectAfter silence after which it gets no new tasks
/// @param deadAfter silence after which it counts as lost
/// @param orphanAfter time without its scheduler after which a worker stops its runs; less than `deadAfter`, so that
///     it has stopped when they are given to others
public record LivenessSettings(
        Duration heartbeatEvery, Duration suspectAfter, Duration deadAfter, Duration orphanAfter) {
    public LivenessSettings {
        if (heartbeatEvery.compareTo(suspectAfter) >= 0
                || suspectAfter.compareTo(deadAfter) >= 0
                || orphanAfter.compareTo(deadAfter) >= 0) {
            throw QuernException.user("liveness settings must grow: heartbeat-every " + heartbeatEvery
                    + " < suspect-after " + suspectAfter + " < dead-after " + deadAfter + ", and orphan-after "
                    + orphanAfter + " < dead-after");
        }
    }

    public static LivenessSettings from(Configuration configuration) {
        return new LivenessSettings(
                configuration.get(Settings.HEARTBEAT_EVERY),
                configuration.get(Settings.SUSPECT_AFTER),
                configuration.get(Settings.DEAD_AFTER),
                configuration.get(Settings.ORPHAN_AFTER));
    }
}
