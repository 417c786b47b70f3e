package io.quern.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
    private static RunId run(long high, long low, int stage, int partition, int attempt) {
        return new RunId(new TaskKey(new JobId(high, low), stage, partition), attempt);
    }

    /// In their order; neighbours differ in one part alone. Job numbers are without sign.
    private static List<RunId> ascending() {
        return List.of(
                run(1, 1, 0, 0, 1),
                run(1, 1, 0, 0, 2),
                run(1, 1, 0, 1, 2),
                run(1, 1, 1, 1, 2),
                run(1, 2, 1, 1, 2),
                run(1, -2, 1, 1, 2),
                run(2, -2, 1, 1, 2),
                run(-2, -2, 1, 1, 2));
    }

    @Test
    void runsAreOrderedByJobStagePartitionAndAttempt() {
        List<RunId> shuffled = new ArrayList<>(ascending().reversed());
        shuffled.sort(null);

        assertThat(shuffled).isEqualTo(ascending());
    }

    @Test
    void runsThatDifferInOnePartAreDifferentAndEqualOnesAreOne() {
        assertThat(new HashSet<>(ascending())).hasSize(ascending().size());
        for (RunId run : ascending()) {
            JobId job = run.task().job();
            RunId same =
                    run(job.high(), job.low(), run.task().stage(), run.task().partition(), run.attempt());
            assertThat(same).isEqualTo(run).hasSameHashCodeAs(run).isEqualByComparingTo(run);
            assertThat(run).isNotEqualTo(run.task()).isNotEqualTo(null);
        }
    }
}
