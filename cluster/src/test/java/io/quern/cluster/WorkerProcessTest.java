package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.worker.nanny.ChildExit;
import org.junit.jupiter.api.Test;

class WorkerProcessTest {
    @Test
    void onlyADefectIsWorthAnotherProcess() {
        assertThat(WorkerProcess.exitCode(new QuernException(ErrorCode.INTERNAL, "a defect")))
                .isEqualTo(1);
        assertThat(WorkerProcess.exitCode(new QuernException(ErrorCode.NETWORK, "no scheduler")))
                .isEqualTo(ChildExit.FINAL_CODE);
        assertThat(WorkerProcess.exitCode(QuernException.user("the token is wrong")))
                .isEqualTo(ChildExit.MISUSE_CODE);
    }
}
