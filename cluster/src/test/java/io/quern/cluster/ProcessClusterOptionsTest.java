package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.config.Settings;
import io.quern.core.hook.StartingWorker;
import io.quern.core.hook.WorkerHook;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessClusterOptionsTest {
    private static final class Pool implements WorkerHook {
        @Override
        public void start(StartingWorker worker) {}
    }

    @Test
    void variablesAndHooksAddUpInAnyOrder() {
        ProcessClusterOptions plain = ProcessClusterOptions.of(1, 1L << 30);
        String preload = Settings.WORKER_PRELOAD.environmentVariable();
        Map<String, String> expected = Map.of("A", "b", "C", "d", preload, Pool.class.getName());
        assertThat(plain.preload(Pool.class)
                        .environment(Map.of("A", "b"))
                        .environment(Map.of("C", "d"))
                        .surroundings()
                        .environment())
                .isEqualTo(expected);
        assertThat(plain.environment(Map.of("A", "b", "C", "d"))
                        .preload(Pool.class)
                        .surroundings()
                        .environment())
                .isEqualTo(expected);
    }
}
