package io.quern.scheduler.recovery.journal;

import io.quern.core.key.JobId;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.JournalRecord.JobReleased;
import io.quern.scheduler.recovery.JournalRecord.JobSubmitted;
import io.quern.scheduler.recovery.RecordSamples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A state small enough to be compared as a whole: the jobs that were submitted and not released.
final class JobLedger {
    private final Map<JobId, JournalRecord> jobs = new LinkedHashMap<>();

    void apply(JournalRecord record) {
        switch (record) {
            case JobSubmitted submitted -> jobs.put(submitted.job().id(), submitted);
            case JobReleased released -> jobs.remove(released.job());
            default -> throw new AssertionError("not a record of this test: " + record);
        }
    }

    /// The records that make this state.
    List<JournalRecord> live() {
        return new ArrayList<>(jobs.values());
    }

    /// A record that may come next.
    JournalRecord next(Random random, int payloadBytesMax) {
        if (!jobs.isEmpty() && random.nextInt(5) < 2) {
            List<JobId> ids = new ArrayList<>(jobs.keySet());
            return new JobReleased(ids.get(random.nextInt(ids.size())));
        }
        return new RecordSamples(random).submitted(payloadBytesMax);
    }
}
