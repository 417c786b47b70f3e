package io.quern.bench.tasks;

import java.time.Duration;

/// Processor time of all threads of a process, collection and compilation included.
///
/// @param client of this process
/// @param workers of both in sum, with the processes that watch them
record ProcessorTimes(Duration client, Duration scheduler, Duration workers) {
    /// What was used since then.
    ProcessorTimes since(ProcessorTimes before) {
        return new ProcessorTimes(
                client.minus(before.client), scheduler.minus(before.scheduler), workers.minus(before.workers));
    }
}
