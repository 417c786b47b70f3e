package io.quern.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.worker.execution.story.WorkerTaskPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The page about the lifecycle is written from the table. Run with `-Dtest.flags=-Drecord=true` to write it anew.
class WorkerLifecyclePageTest {
    @Test
    void pageShowsTheTableAsItIs() throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("quern.root"), "quern.root is not set"));
        Path page = root.resolve("docs/concepts/worker-lifecycle.md");
        String expected = page();
        if (Boolean.getBoolean("record")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, expected);
        }

        assertThat(page).content().isEqualTo(expected);
    }

    private static String page() {
        List<WorkerTransition<?>> rows = WorkerMachine.lifecycle().rows();
        StringBuilder text = new StringBuilder("""
                # The lifecycle of a task on a worker

                <!-- Written from the table in WorkerTransitions by WorkerLifecyclePageTest; do not edit. -->

                A worker knows two kinds of task: runs that the scheduler assigned to it, and results that such runs need as inputs.
                A run goes *waiting* (inputs are missing), *ready* (waits for a slot), *executing*, then *memory* or *error*. A result
                that a peer made goes *fetch* (waits for its turn), *flight* (being fetched), *memory*. What a worker does not know is
                *forgotten*.

                A run that waits for other tasks is *blocked*: it has no slot, so that those may run. When its wait is over it is
                *resuming* until a slot is free, ahead of ready runs of the same priority, and then *executing* again.

                A run that is cancelled while it executes is forgotten at once and interrupted. Its slot stays taken until its
                thread ends; what it still reports carries its own run id, and nobody listens. So there is no phase for cancelled runs.

                """);
        text.append("```mermaid\nstateDiagram-v2\n");
        Map<String, StringJoiner> edges = new LinkedHashMap<>();
        for (WorkerTransition<?> row : rows) {
            for (WorkerTaskPhase to : row.to()) {
                if (to != row.from()) {
                    String edge = name(row.from()) + " --> " + name(to);
                    edges.computeIfAbsent(edge, _ -> new StringJoiner(", "))
                            .add(row.step().getSimpleName());
                }
            }
        }
        edges.forEach((edge, steps) ->
                text.append("    ").append(edge).append(" : ").append(steps).append('\n'));
        text.append(
                "```\n\nEvery pair of phase and step that may happen; any other is a defect and stops the worker.\n\n");
        text.append("| In phase | step | leads to | and does |\n|---|---|---|---|\n");
        for (WorkerTransition<?> row : rows) {
            String to = row.to().stream().map(WorkerTaskPhase::label).collect(Collectors.joining(" or "));
            text.append("| ").append(row.from().label());
            text.append(" | ").append(row.step().getSimpleName());
            text.append(" | ").append(to).append(" | ").append(row.effect()).append(" |\n");
        }
        return text.toString();
    }

    private static String name(WorkerTaskPhase phase) {
        return phase == WorkerTaskPhase.FORGOTTEN ? "[*]" : phase.label();
    }
}
