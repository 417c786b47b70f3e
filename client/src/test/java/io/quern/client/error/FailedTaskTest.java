package io.quern.client.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import io.quern.core.task.TaskFailure.Cause;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedTaskTest {
    private static final List<String> FRAMES = List.of(
            "java.base/java.lang.NumberFormatException.forInputString(NumberFormatException.java:67)",
            "java.base/java.lang.Integer.parseInt(Integer.java:662)",
            "app//com.acme.Report.lambda$main$0(Report.java:44)",
            "app//io.quern.client.call.Apply.run(Apply.java:14)",
            "app//io.quern.worker.running.Slots.run(Slots.java:135)",
            "java.base/java.lang.Thread.run(Thread.java:1474)");
    private static final ClassLoader LOADER = FailedTaskTest.class.getClassLoader();

    @Test
    void theUsersWordsAndLineComeFirstThenWhereAndHowOften() {
        FailedTask task = task("parse-3.17", failure(2, cause("java.lang.NumberFormatException", "12,5", FRAMES)));
        RemoteTaskException thrown = RemoteTaskException.of(task, LOADER);
        assertThat(thrown.getMessage().lines())
                .containsExactly(
                        "java.lang.NumberFormatException: 12,5",
                        "  in      parse  (task parse-3.17)",
                        "  at      com.acme.Report.lambda$main$0(Report.java:44)  <- your code",
                        "  built   Report.java:41",
                        "  input   \"12,5\"",
                        "  ran on  w-3, 2 attempts",
                        "  next    client.replay(\"parse-3.17\") runs it here, under a debugger;"
                                + " client.story(\"parse-3.17\") tells its steps");
        assertThat(thrown.userFrame()).isEqualTo("com.acme.Report.lambda$main$0(Report.java:44)");
        assertThat(thrown.definedAt()).isEqualTo("Report.java:41");
        assertThat(thrown.failure().run().attempt()).isEqualTo(2);
    }

    @Test
    void framesOfTheFrameworkAreFoldedInThePrintedStack() {
        RemoteTaskException thrown = RemoteTaskException.of(
                task("parse-3.17", failure(1, cause("java.lang.NumberFormatException", "12,5", FRAMES))), LOADER);
        StringWriter printed = new StringWriter();
        thrown.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString()).contains("""
                Caused by: java.lang.NumberFormatException: 12,5
                \tat java.lang.NumberFormatException.forInputString(NumberFormatException.java:67)
                \tat java.lang.Integer.parseInt(Integer.java:662)
                \tat com.acme.Report.lambda$main$0(Report.java:44)
                \tat io.quern.<3 frames hidden>(-Dquern.stacktrace=full)
                """);
    }

    @Test
    void causesHaveTheirOwnTypesWhereTheyCanBeMadeAndStandInsWhereNot() {
        TaskFailure failure = failure(
                1,
                cause("com.acme.OrderException", "no order 7", FRAMES),
                cause("java.io.UncheckedIOException", "wrapped", List.of()),
                cause("java.io.FileNotFoundException", "/gone", FRAMES));
        Throwable cause = RemoteTaskException.of(task("k", failure), LOADER).getCause();
        assertThat(cause)
                .isInstanceOfSatisfying(
                        RemoteCauseException.class,
                        standIn -> assertThat(standIn.type()).isEqualTo("com.acme.OrderException"))
                .hasToString("com.acme.OrderException: no order 7");
        // An UncheckedIOException cannot be made from a message alone.
        assertThat(cause.getCause()).hasToString("java.io.UncheckedIOException: wrapped");
        assertThat(cause.getCause().getCause())
                .isInstanceOf(IOException.class)
                .hasToString("java.io.FileNotFoundException: /gone");
    }

    @Test
    void anythingButAnExceptionIsNeverMade() {
        TaskFailure failure =
                failure(1, cause("java.lang.String", "not thrown", List.of()), cause("no.such.Class", "", List.of()));
        Throwable cause = RemoteTaskException.of(task("k", failure), LOADER).getCause();
        assertThat(cause).isInstanceOf(RemoteCauseException.class).hasToString("java.lang.String: not thrown");
        assertThat(cause.getCause()).hasToString("no.such.Class");
    }

    @Test
    void ourOwnMessagesGoWithoutTheirType() {
        TaskFailure failure =
                failure(1, cause(QuernException.class.getName(), "file /x/part-0 ends within its footer", List.of()));
        RemoteTaskException thrown = RemoteTaskException.of(task("k", failure), LOADER);
        assertThat(thrown).hasMessageStartingWith("file /x/part-0 ends within its footer\n");
        assertThat(thrown.getCause()).isExactlyInstanceOf(QuernException.class);
    }

    @Test
    void whatWasWrittenLastIsTold() {
        TaskFailure failure = failure(1, cause("E", "bad", List.of())).withLastLines(List.of("row 16", "row 17"));
        assertThat(RemoteTaskException.of(task("k", failure), LOADER))
                .hasMessageContaining("  wrote   row 16\n          row 17\n");
    }

    @Test
    void longMessagesAreCut() {
        TaskFailure failure = failure(1, cause("E", "x".repeat(10_000), List.of()));
        assertThat(task("k", failure).headline()).hasSizeLessThan(2_100).endsWith("… (10000 characters)");
    }

    @Test
    void theSameFailureIsToldOnceAndDifferentOnesBeside() {
        List<FailedTask> failed = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            failed.add(task("parse-0." + i, failure(1, cause("java.lang.NumberFormatException", "bad", FRAMES))));
        }
        failed.add(failed.getFirst());
        failed.add(task("load-1.0", failure(1, cause("java.io.IOException", "gone", List.of()))));
        RemoteTaskException thrown = FailureGroups.of(failed, LOADER);
        assertThat(thrown.key()).isEqualTo("parse-0.0");
        assertThat(thrown.getMessage())
                .endsWith("7 other tasks failed the same way"
                        + " (parse-0.1, parse-0.2, parse-0.3, parse-0.4, parse-0.5, …)");
        assertThat(thrown.getSuppressed())
                .singleElement()
                .satisfies(other -> assertThat(other).hasMessageStartingWith("java.io.IOException: gone"));
    }

    private static FailedTask task(String key, TaskFailure failure) {
        return new FailedTask(failure, key, "Report.java:41", "\"12,5\"", key);
    }

    private static TaskFailure failure(int attempts, Cause... causes) {
        RunId run = new RunId(new TaskKey(new JobId(1, 2), 3, 17), attempts);
        return new TaskFailure(ErrorCode.USER, run, "parse", "w-3", attempts, List.of(causes));
    }

    private static Cause cause(String type, String message, List<String> frames) {
        return new Cause(type, message, frames);
    }
}
