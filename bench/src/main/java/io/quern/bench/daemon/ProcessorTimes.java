package io.quern.bench.daemon;

import java.time.Duration;

/// Processor time of all threads of a process, collection and compilation included.
///
/// @param client of this process
/// @param workers of all in sum, with the processes that watch them
public record ProcessorTimes(Duration client, Duration scheduler, Duration workers) {
    /// What was used since then.
    public ProcessorTimes since(ProcessorTimes before) {
        return new ProcessorTimes(
                client.minus(before.client), scheduler.minus(before.scheduler), workers.minus(before.workers));
    }
}
