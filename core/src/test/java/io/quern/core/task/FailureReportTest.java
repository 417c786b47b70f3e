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

    @Test
    void theCodeOfAWrappedErrorOfOursIsKept() {
        QuernException ours = new QuernException(ErrorCode.RESOURCES, "full");
        assertThat(report(new IllegalStateException("mine", ours)).code()).isEqualTo(ErrorCode.RESOURCES);
    }

    @Test
    void manyLongMessagesStayWithinTheWhole() {
        Exception chain = new Exception("x".repeat(10_000));
        for (int i = 0; i < 50; i++) {
            chain = new Exception("x".repeat(10_000), chain);
        }
        int chars = 0;
        for (TaskFailure.Cause cause : report(chain).causes()) {
            chars += cause.message().length() + String.join("", cause.frames()).length();
        }
        assertThat(chars).isBetween(50_000, 66_000);
    }

    @Test
    void anExceptionThatCannotDescribeItselfIsDescribedAllTheSame() {
        TaskFailure failure = report(new Hostile());
        assertThat(failure.causes()).hasSize(1);
        assertThat(failure.root().type()).endsWith("Hostile");
        assertThat(failure.root().message()).isEqualTo("(its message cannot be had: java.lang.StackOverflowError)");
        assertThat(failure.root().frames()).isEmpty();
    }

    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new StackOverflowError();
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("none");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("none");
        }
    }

    private static TaskFailure report(Throwable thrown) {
        return FailureReport.of(thrown, RUN, "parse", "w-1");
    }
}
