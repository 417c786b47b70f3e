package io.quern.core.config;

import io.quern.core.error.QuernException;

/// At which shares of its memory a worker does something about it, in percent.
///
/// @param spillAtPercent results are written to the disk
/// @param spillHarderAtPercent several at a time; a worker that has paused goes on below it
/// @param pauseAtPercent work is begun only when nothing else runs
public record MemorySettings(int spillAtPercent, int spillHarderAtPercent, int pauseAtPercent) {
    public static final MemorySettings DEFAULT = new MemorySettings(60, 70, 80);

    public MemorySettings {
        if (spillAtPercent > spillHarderAtPercent || spillHarderAtPercent > pauseAtPercent) {
            throw QuernException.user("the settings worker.memory must grow: spill-at " + spillAtPercent
                    + "% <= spill-harder-at " + spillHarderAtPercent + "% <= pause-at " + pauseAtPercent + "%");
        }
    }

    public static MemorySettings from(Configuration configuration) {
        return new MemorySettings(
                configuration.get(Settings.WORKER_SPILL_AT),
                configuration.get(Settings.WORKER_SPILL_HARDER_AT),
                configuration.get(Settings.WORKER_PAUSE_AT));
    }
}
