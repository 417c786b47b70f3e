package io.quern.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReadyQueueTest {
    private static final long SEED = Long.getLong("seed", 7L);

    private final TaskTable tasks = new TaskTable();
    private final ReadyQueue queue = new ReadyQueue(tasks);

    private void expand(int partitions) {
        StageSpec read = new StageSpec(0, "read", partitions, true, List.of(), Payload.EMPTY, List.of());
        StageSpec sum = new StageSpec(
                1,
                "sum",
                StageInput.Tree.tasks(partitions, 3),
                false,
                List.of(new StageInput.Tree(0, 3)),
                Payload.EMPTY,
                List.of());
        JobSpec spec = new JobSpec(new JobId(1, 0xabcdef0012345678L), "job", List.of(read, sum), List.of(1));
        new Job(spec, new Session(new JobId(9, 9), "client"), 0, 0).stages().forEach(tasks::expand);
    }

    @Test
    void tasksComeInTheOrderOfTheirPriorityWhateverLeavesBetween() {
        expand(200);
        SplittableRandom random = new SplittableRandom(SEED);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            int task = random.nextInt(tasks.liveCount());
            if (queue.contains(task)) {
                queue.remove(task);
                expected.remove(Integer.valueOf(task));
            } else {
                queue.add(task);
                expected.add(task);
            }
        }
        expected.sort(Comparator.<Integer>comparingLong(tasks::priority).thenComparing(Comparator.naturalOrder()));
        List<Integer> taken = new ArrayList<>();
        while (queue.size() > 0) {
            int first = queue.first();
            queue.remove(first);
            taken.add(first);
        }

        assertThat(taken).as("seed %s", SEED).isEqualTo(expected);
        assertThat(queue.first()).isEqualTo(TaskTable.NONE);
    }

    @Test
    void aTaskStandsInTheQueueOnce() {
        expand(1);
        queue.add(0);

        assertThatThrownBy(() -> queue.add(0)).hasMessageContaining("queued already");
        queue.remove(0);
        assertThatThrownBy(() -> queue.remove(0)).hasMessageContaining("not queued");
    }
}
