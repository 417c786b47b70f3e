package io.quern.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskKeyTest {
    @Test
    void tasksOfManyBatchesHaveHashesOfTheirOwn() {
        JobId session = new JobId(0x0190_0000_0000_7000L, 0x8000_1234_5678_9abcL);
        Set<Integer> ofTasks = new HashSet<>();
        Set<Integer> ofRuns = new HashSet<>();
        for (int batch = 0; batch < 300; batch++) {
            for (int partition = 0; partition < 1_000; partition++) {
                TaskKey task = new TaskKey(session, batch, partition);
                ofTasks.add(task.hashCode());
                ofRuns.add(new RunId(task, 1).hashCode());
            }
        }
        assertThat(ofTasks).hasSizeGreaterThan(299_000);
        assertThat(ofRuns).hasSizeGreaterThan(299_000);
    }
}
