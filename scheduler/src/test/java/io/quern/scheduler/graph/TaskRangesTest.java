package io.quern.scheduler.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TaskRangesTest {
    private static final long SEED = Long.getLong("seed", 41L);

    @Test
    void rangesNeverOverlapAndAllComeBack() {
        SplittableRandom random = new SplittableRandom(SEED);
        TaskRanges ranges = new TaskRanges();
        BitSet used = new BitSet();
        List<int[]> taken = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (taken.isEmpty() || random.nextInt(100) < 52) {
                int width = 1 + random.nextInt(20);
                int start = ranges.allocate(width);
                assertThat(used.get(start, start + width).isEmpty())
                        .as("seed %s", SEED)
                        .isTrue();
                used.set(start, start + width);
                taken.add(new int[] {start, width});
            } else {
                int[] range = taken.remove(random.nextInt(taken.size()));
                used.clear(range[0], range[0] + range[1]);
                ranges.free(range[0], range[1]);
            }
            assertThat(ranges.end()).as("seed %s", SEED).isEqualTo(used.length());
        }
        taken.forEach(range -> ranges.free(range[0], range[1]));

        assertThat(ranges.end()).isZero();
    }

    @Test
    void theLowestGapThatIsWideEnoughIsUsed() {
        TaskRanges ranges = new TaskRanges();
        ranges.allocate(3);
        ranges.allocate(5);
        ranges.allocate(2);
        ranges.free(3, 5);

        assertThat(ranges.allocate(6)).isEqualTo(10);
        assertThat(ranges.allocate(4)).isEqualTo(3);
        assertThat(ranges.allocate(1)).isEqualTo(7);
    }
}
