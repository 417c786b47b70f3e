package io.quern.dataframe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.task.OutputMeasure;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReductionTest {
    private static final long MIB = 1024 * 1024;

    @Test
    void fewBytesAreMergedByOneTask() {
        assertThat(fanIn(100, 80 * 1024)).isEqualTo(100);
        assertThat(fanIn(1, 1)).isEqualTo(2);
        assertThat(fanIn(100, 0)).isEqualTo(100);
    }

    @Test
    void manyBytesAreMergedByATree() {
        assertThat(fanIn(100, 82 * 1024)).isEqualTo(8);
        assertThat(fanIn(100, 32 * MIB)).isEqualTo(8);
    }

    @Test
    void largePartialsAreMergedByFewerATask() {
        assertThat(fanIn(100, 64 * MIB)).isEqualTo(4);
        assertThat(fanIn(100, 100 * MIB)).isEqualTo(2);
        assertThat(fanIn(100, 100_000 * MIB)).isEqualTo(2);
    }

    @Test
    void unknownCountersCountForNothing() {
        Reduction reduction = Reduction.choose(
                List.of(new OutputMeasure(5, Map.of()), new OutputMeasure(6, Map.of(Reduction.GROUPS, 4L))));
        assertThat(reduction).isEqualTo(new Reduction(2, 11, 4));
    }

    private static int fanIn(int partials, long bytes) {
        return Reduction.choose(Collections.nCopies(partials, new OutputMeasure(bytes, Map.of())))
                .fanIn();
    }
}
