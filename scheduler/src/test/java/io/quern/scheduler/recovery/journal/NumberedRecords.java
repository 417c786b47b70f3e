package io.quern.scheduler.recovery.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.JournalRecord.JobSubmitted;
import java.util.ArrayList;
import java.util.List;

/// Submissions numbered from 1, of which only the last one matters to whoever makes a checkpoint.
final class NumberedRecords {
    private final List<Long> numbers = new ArrayList<>();

    static JournalRecord numbered(long number, int functionBytes) {
        byte[] function = new byte[functionBytes];
        for (int i = 0; i < functionBytes; i++) {
            function[i] = (byte) (number * 31 + i);
        }
        StageSpec stage = new StageSpec(0, "read", 1, true, List.of(), Payload.of(function), List.of());
        return new JobSubmitted(
                new JobId(1, 2), new JobSpec(new JobId(0, number), "numbered", List.of(stage), List.of(0)));
    }

    /// Takes a record that was replayed.
    void add(JournalRecord record) {
        JobSubmitted submitted = (JobSubmitted) record;
        long number = submitted.job().id().low();
        int size = submitted.job().stages().getFirst().function().sizeBytes();
        assertThat(record).isEqualTo(numbered(number, size));
        if (!numbers.isEmpty()) {
            assertThat(number).isEqualTo(last() + 1);
        }
        numbers.add(number);
    }

    /// Number of the last record; 0 where there is none.
    long last() {
        return numbers.isEmpty() ? 0 : numbers.getLast();
    }
}
