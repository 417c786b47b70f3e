package io.quern.client.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StackFoldingTest {
    @Test
    void framesAreReadAsTheyWerePrinted() {
        Stream.of(new IllegalStateException().getStackTrace()).forEach(frame -> {
            StackTraceElement parsed = StackFolding.parse(frame.toString());
            assertThat(parsed.getClassName()).isEqualTo(frame.getClassName());
            assertThat(parsed.getMethodName()).isEqualTo(frame.getMethodName());
            assertThat(parsed.getFileName()).isEqualTo(frame.getFileName());
            assertThat(parsed.getLineNumber()).isEqualTo(frame.getLineNumber());
        });
    }

    @Test
    void oddFramesAreReadAsFarAsTheyGo() {
        assertThat(StackFolding.parse("a.B$$Lambda/0x00007f.apply(Unknown Source)")
                        .getClassName())
                .isEqualTo("a.B$$Lambda/0x00007f");
        assertThat(StackFolding.parse("java.base/a.B.c(Native Method)").isNativeMethod())
                .isTrue();
        assertThat(StackFolding.parse("m@1.2/a.B.c(B.java)").getFileName()).isEqualTo("B.java");
        assertThat(StackFolding.parse("no frame at all").getMethodName()).isEqualTo("no frame at all");
        assertThat(StackFolding.parse("").getMethodName()).isEmpty();
        assertThat(StackFolding.parse("a.B.c(B.java:x)").getLineNumber()).isNegative();
    }

    @Test
    void frameworkBetweenTheUsersFramesIsFoldedToo() {
        assertThat(folded(
                        "com.acme.A.inner(A.java:1)",
                        "io.quern.core.x.Y.z(Y.java:2)",
                        "com.acme.A.outer(A.java:3)",
                        "java.base/java.lang.Thread.run(Thread.java:4)"))
                .containsExactly(
                        "com.acme.A.inner(A.java:1)",
                        "io.quern.<1 frame hidden>(-Dquern.stacktrace=full)",
                        "com.acme.A.outer(A.java:3)",
                        "io.quern.<1 frame hidden>(-Dquern.stacktrace=full)");
    }

    @Test
    void withoutAFrameOfTheUsersWhatStandsAboveTheFrameworkStays() {
        assertThat(folded("java.base/java.lang.Integer.parseInt(Integer.java:1)", "io.quern.core.x.Y.z(Y.java:2)"))
                .containsExactly(
                        "java.lang.Integer.parseInt(Integer.java:1)",
                        "io.quern.<1 frame hidden>(-Dquern.stacktrace=full)");
        assertThat(folded("io.quern.core.x.Y.z(Y.java:2)", "java.base/java.lang.Thread.run(Thread.java:4)"))
                .containsExactly("io.quern.core.x.Y.z(Y.java:2)", "java.lang.Thread.run(Thread.java:4)");
    }

    @Test
    void allFramesAreShownOnRequest() {
        List<StackTraceElement> all = Stream.of("com.acme.A.b(A.java:1)", "io.quern.core.x.Y.z(Y.java:2)")
                .map(StackFolding::parse)
                .toList();
        assertThat(StackFolding.fold(all, true)).isEqualTo(all);
    }

    @Test
    void examplesAndBenchmarksAreUsersOfQuern() {
        assertThat(UserFrames.isUsers("io.quern.examples.Shops")).isTrue();
        assertThat(UserFrames.isUsers("io.quern.client.Client")).isFalse();
        assertThat(UserFrames.isUsers("java.util.List")).isFalse();
    }

    private static List<String> folded(String... frames) {
        return Arrays.stream(StackFolding.fold(List.of(frames)))
                .map(StackTraceElement::toString)
                .toList();
    }
}
