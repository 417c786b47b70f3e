package io.quern.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.scheduler.graph.TaskTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IdHeapTest {
    private static final long SEED = Long.getLong("seed", 7L);
    private static final int IDS = 200;

    private final long[] keys = new long[IDS];
    private final IdHeap.Places places = new IdHeap.Places();
    private final IdHeap heap = new IdHeap(this::isBefore, places);

    private boolean isBefore(int id, int other) {
        return keys[id] != keys[other] ? keys[id] < keys[other] : id < other;
    }

    @Test
    void idsComeInOrderWhateverLeavesAndMovesBetween() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            int id = random.nextInt(IDS);
            if (!heap.contains(id)) {
                keys[id] = random.nextInt(50);
                heap.add(id);
                expected.add(id);
            } else if (random.nextBoolean()) {
                keys[id] = random.nextInt(50);
                heap.moved(id);
            } else {
                heap.remove(id);
                expected.remove(Integer.valueOf(id));
            }
        }
        expected.sort(Comparator.<Integer>comparingLong(id -> keys[id]).thenComparing(Comparator.naturalOrder()));
        List<Integer> taken = new ArrayList<>();
        while (heap.size() > 0) {
            int first = heap.first();
            heap.remove(first);
            taken.add(first);
        }

        assertThat(taken).as("seed %s", SEED).isNotEmpty().isEqualTo(expected);
        assertThat(heap.first()).isEqualTo(TaskTable.NONE);
    }

    @Test
    void anIdIsInOneOfTheHeapsThatShareTheirPlaces() {
        IdHeap other = new IdHeap(this::isBefore, places);
        heap.add(1);

        assertThat(other.contains(1)).isFalse();
        assertThatThrownBy(() -> heap.add(1)).hasMessageContaining("in a heap already");
        assertThatThrownBy(() -> other.add(1)).hasMessageContaining("in a heap already");
        other.add(0);
        assertThatThrownBy(() -> other.remove(1)).hasMessageContaining("not in this heap");
        heap.remove(1);
        assertThatThrownBy(() -> heap.remove(1)).hasMessageContaining("not in this heap");
        other.add(1);
        assertThat(other.contains(1)).isTrue();
    }
}
