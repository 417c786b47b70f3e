package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.client.output.TaskOutput;
import io.quern.core.task.OutputLine;
import io.quern.core.task.OutputSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// What tasks write in worker processes. The cluster is none of the class, whose code runs on the workers too.
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class TaskOutputIT {
    private static final long MEMORY_BYTES = 512L << 20;
    private final Cluster cluster = Cluster.processes(2, MEMORY_BYTES);
    private final Client client = cluster.client();

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void whatATaskAndItsThreadsWriteAndLogIsAskedForByItsFuture() {
        RemoteFuture<String> future = client.submit(() -> {
            System.out.println("reading ü");
            Thread thread = new Thread(() -> System.err.print("from a thread"));
            thread.start();
            thread.join();
            System.getLogger("task").log(System.Logger.Level.WARNING, "logged by the platform");
            LoggerFactory.getLogger("task").warn("logged by slf4j");
            return Thread.currentThread().getName();
        });
        future.join();
        TaskOutput output = future.output();
        assertThat(output.notes()).isEmpty();
        assertThat(output.runs()).singleElement().satisfies(run -> {
            assertThat(run.attempt()).isEqualTo(1);
            assertThat(run.worker()).startsWith("worker-");
            assertThat(run.lines())
                    .extracting(line -> line.source() + " " + line.text())
                    .contains("OUT reading ü")
                    .anyMatch(line -> line.startsWith("ERR from a thread"));
        });
        assertThat(output.lines()).anyMatch(line -> line.contains("logged by the platform"));
        assertThat(output.lines()).anyMatch(line -> line.contains("logged by slf4j"));
        assertThat(client.output(future.key())).isEqualTo(output);
    }

    @Test
    void neighboursAreToldApartAndEachAttemptHasItsOwn() {
        // The second attempt is in the other process, and fails as the first did.
        List<RemoteFuture<Integer>> futures = client.with(Options.create().retries(2))
                .map(
                        i -> {
                            System.out.println("number " + i);
                            if (i == 3 && System.getProperties().putIfAbsent("was-here-" + i, "yes") == null) {
                                throw new IllegalStateException("not yet");
                            }
                            return i;
                        },
                        List.of(1, 2, 3, 4, 5, 6));
        client.gather(futures);
        assertThat(futures.get(1).output().lines()).containsExactly("number 2");
        assertThat(futures.get(2).output().runs()).hasSize(3);
        assertThat(futures.get(2).output().lines()).containsOnly("number 3");
    }

    @Test
    void aFailureShowsTheLastLinesThatWereWritten() {
        RemoteFuture<Integer> future = client.submit(() -> {
            System.out.println("row 17 is odd");
            throw new IllegalStateException("odd row");
        });
        assertThatThrownBy(future::join)
                .isInstanceOfSatisfying(
                        RemoteTaskException.class,
                        failed -> assertThat(failed.lastLines()).containsExactly("row 17 is odd"))
                .hasMessageContaining("  wrote   row 17 is odd\n");
    }

    /// 64 MiB; a GB differs in nothing but time.
    @Test
    void aTaskThatWritesWithoutEndIsKeptInPart() {
        RemoteFuture<Integer> future = client.submit(() -> {
            String line = "x".repeat(1_023);
            for (int i = 0; i < 64 * 1_024; i++) {
                System.out.println(line);
            }
            System.out.println("the end");
            return 1;
        });
        future.join();
        List<OutputLine> lines = future.output().runs().getFirst().lines();
        assertThat(lines.stream().mapToInt(line -> line.text().length()).sum()).isBetween(64 * 1_024, 128 * 1_024);
        assertThat(lines).extracting(OutputLine::text).endsWith("the end");
        assertThat(lines)
                .filteredOn(line -> line.source() == OutputSource.GAP)
                .singleElement()
                .satisfies(gap -> assertThat(gap.text()).matches("… 6\\d\\.\\d MB in 6\\d{4} lines left out …"));
    }

    @Test
    void aClusterInsideTheProgramLeavesItsOutputAloneAndSaysSo() {
        try (Cluster local = Cluster.local()) {
            RemoteFuture<Integer> future = local.client().submit(() -> {
                System.out.println("in the program's own output");
                return 1;
            });
            future.join();
            assertThat(future.output().runs()).isEmpty();
            assertThat(future.output().text()).contains("worker local is part of a program and captures nothing");
        }
    }
}
