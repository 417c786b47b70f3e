package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedPartsTest {
    private final List<String> closed = new ArrayList<>();
    private final StartedParts parts = new StartedParts();

    @Test
    void closesOnceTheLatestFirstAlsoWhereOneFails() {
        parts.add(() -> closed.add("first"));
        parts.add(() -> {
            throw new IllegalStateException("second");
        });
        parts.add(() -> closed.add("third"));
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("third", "first");
    }

    @Test
    void whatIsStartedAfterTheEndIsClosedAtOnce() {
        parts.close();
        parts.add(() -> closed.add("late"));
        assertThat(closed).containsExactly("late");
    }
}
