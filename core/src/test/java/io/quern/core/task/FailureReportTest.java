package io.quern.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import org.junit.jupiter.api.Test;

class FailureReportTest {
    private static final RunId RUN = new RunId(new TaskKey(new JobId(1, 2), 0, 7), 2);

    @Test
    void causesStandOutermostFirstWithTheirFrames() {
        TaskFailure failure = report(new IllegalStateException("outer", new NumberFormatException("inner")));
        assertThat(failure.causes()).extracting(TaskFailure.Cause::message).containsExactly("outer", "inner");
        assertThat(failure.root().type()).isEqualTo("java.lang.NumberFormatException");
        assertThat(failure.root().frames().getFirst()).contains("FailureReportTest");
        assertThat(failure.code()).isEqualTo(ErrorCode.USER);
        assertThat(failure.summary()).isEqualTo("outer (task parse[7] on w-1, 2 attempts)");
    }

    @Test
    void aCycleOfCausesEnds() {
        Exception first = new Exception("first");
        first.initCause(new Exception("second", first));
        assertThat(report(first).causes()).hasSize(2);
    }

    @Test
    void aLongMessageIsCutAndSaysHowLongItWas() {
        TaskFailure failure = report(new Exception("x".repeat(100_000)));
        assertThat(failure.root().message()).hasSizeLessThan(8_300).endsWith("(100000 characters)");
    }

    @Test
    void theCodeOfAnErrorOfOursIsKept() {
        assertThat(report(new QuernException(ErrorCode.NETWORK, "gone")).code()).isEqualTo(ErrorCode.NETWORK);
        assertThat(report(new OutOfMemoryError("Java heap space")).code()).isEqualTo(ErrorCode.RESOURCES);
    }

    private static TaskFailure report(Throwable thrown) {
        return FailureReport.of(thrown, RUN, "parse", "w-1");
    }
}
