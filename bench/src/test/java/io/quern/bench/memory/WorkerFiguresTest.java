package io.quern.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerFiguresTest {
    private static final WorkerFigures BEFORE = new WorkerFigures(100L << 20, 8L << 20, 70, 20);

    @Test
    void lessIsBackToo() {
        assertThat(new WorkerFigures(90L << 20, 2L << 20, 60, 15).isBackAt(BEFORE))
                .isTrue();
    }

    @Test
    void whatGrewIsNotBack() {
        assertThat(new WorkerFigures(120L << 20, 8L << 20, 70, 20).isBackAt(BEFORE))
                .isFalse();
        assertThat(new WorkerFigures(100L << 20, 10L << 20, 70, 20).isBackAt(BEFORE))
                .isFalse();
        assertThat(new WorkerFigures(100L << 20, 8L << 20, 80, 20).isBackAt(BEFORE))
                .isFalse();
        assertThat(new WorkerFigures(100L << 20, 8L << 20, 70, 30).isBackAt(BEFORE))
                .isFalse();
    }
}
