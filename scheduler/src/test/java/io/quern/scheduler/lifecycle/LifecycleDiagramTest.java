package io.quern.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.scheduler.graph.TaskPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Keeps `docs/concepts/scheduler-lifecycle.md` equal to the declared table; `-Dquern.record=true` writes it anew.
class LifecycleDiagramTest {
    private static final Path PAGE =
            Path.of(System.getProperty("quern.root", ".."), "docs/concepts/scheduler-lifecycle.md");

    @Test
    void thePageShowsTheDeclaredTable() throws IOException {
        if (Boolean.getBoolean("quern.record")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page());
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # The life of a task on the scheduler

                Every task stands in one phase. Something happens, and the task takes the step that the table declares for
                its phase; a pair that is not in the table is a defect and stops the scheduler. This page is written by
                a test from the table itself (`mvn -pl scheduler -am test -Dquern.record=true` writes it anew).

                """);
        page.append("```mermaid\nstateDiagram-v2\n    [*] --> released\n");
        for (Transition row : TransitionTable.rows()) {
            if (row.from() != row.to()) {
                page.append("    ")
                        .append(row.from().word())
                        .append(" --> ")
                        .append(
                                row.to() == TaskPhase.FORGOTTEN
                                        ? "[*]"
                                        : row.to().word())
                        .append(" : ")
                        .append(row.kind())
                        .append('\n');
            }
        }
        page.append("```\n\n| From | Step | To | What else happens |\n|---|---|---|---|\n");
        for (Transition row : TransitionTable.rows()) {
            page.append("| ")
                    .append(row.from().word())
                    .append(" | ")
                    .append(row.kind())
                    .append(" | ")
                    .append(row.to().word())
                    .append(" | ")
                    .append(row.effects().stream().map(Effect::about).collect(Collectors.joining("; ")))
                    .append(" |\n");
        }
        page.append("\n| Step | It means |\n|---|---|\n");
        Arrays.stream(StepKind.values())
                .forEach(kind -> page.append("| ")
                        .append(kind)
                        .append(" | ")
                        .append(kind.about())
                        .append(" |\n"));
        return page.toString();
    }
}
