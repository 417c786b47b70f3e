package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.config.ByteSize;
import io.quern.core.config.Settings;
import io.quern.worker.nanny.MemorySplit;
import org.junit.jupiter.api.Test;

class WorkerMemoryTest {
    @Test
    void theSettingAllowsNoLessThanAWorkerNeeds() {
        assertThat(Settings.WORKER_MEMORY.limit()).isEqualTo("at least " + ByteSize.format(MemorySplit.LEAST_BYTES));
    }
}
