package io.quern.bench.memory;

import io.quern.bench.daemon.WorkerShape;
import io.quern.client.Client;
import io.quern.client.future.RemoteFuture;
import io.quern.core.error.TaskOutOfMemoryException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/// Point 4: tasks whose own code allocates half of a worker's heap, four at a time.
final class GreedyTasks implements Point {
    private static final long TASKS = 100;
    private static final long TASKS_MIN = 8;
    private static final int BYTES = 300 << 20;
    /// So small that the collector need not round it up to whole regions.
    private static final int PIECE_BYTES = 64 << 10;
    private static final int PIECES = BYTES / PIECE_BYTES;
    private static final int PAGE_BYTES = 4 << 10;
    private static final int THREADS = 4;
    private static final long MEMORY_BYTES = 1L << 30;

    /// How tasks ended.
    ///
    /// @param others failed by anything but the error that names memory; the first of them says how
    private record Ends(long finished, long outOfMemory, List<String> others) {}

    @Override
    public void measure(Setup setup) throws IOException, InterruptedException {
        long tasks = setup.scaled(TASKS, TASKS_MIN);
        ClusterRun<Ends> run = ClusterRun.of(
                setup,
                "4 " + tasks + " tasks of 300 MiB",
                WorkerShape.of(1, THREADS, MEMORY_BYTES),
                cluster -> ends(cluster.client(), (int) tasks));
        Report report = setup.report();
        run.check(report);
        run.checkNannies(report);
        Ends ends = run.outcome().value();
        if (ends != null) {
            report.check(
                    ends.others().isEmpty(),
                    ends.finished() + " finished, " + ends.outOfMemory() + " failed out of memory, "
                            + ends.others().size() + " failed otherwise"
                            + (ends.others().isEmpty()
                                    ? ""
                                    : ": " + ends.others().getFirst()));
        }
    }

    private static Ends ends(Client client, int tasks) {
        List<RemoteFuture<Integer>> futures =
                client.map(GreedyTasks::fill, IntStream.range(0, tasks).boxed().toList());
        List<RuntimeException> failures =
                futures.stream().flatMap(future -> awaited(future).stream()).toList();
        List<String> others = failures.stream()
                .filter(failure -> !(failure.getCause() instanceof TaskOutOfMemoryException))
                .map(String::valueOf)
                .toList();
        futures.forEach(RemoteFuture::close);
        return new Ends(tasks - failures.size(), failures.size() - others.size(), others);
    }

    /// Why it failed, empty where it did not.
    private static List<RuntimeException> awaited(RemoteFuture<Integer> future) {
        try {
            int pieces = future.join();
            return pieces == PIECES ? List.of() : List.of(new IllegalStateException("a task filled " + pieces));
        } catch (RuntimeException failure) {
            return List.of(failure);
        }
    }

    /// Holds all pieces at the same time, each written to, so that the system has to give every page.
    private static int fill(int task) {
        byte[][] pieces = new byte[PIECES][];
        for (int i = 0; i < PIECES; i++) {
            pieces[i] = new byte[PIECE_BYTES];
            for (int at = 0; at < PIECE_BYTES; at += PAGE_BYTES) {
                pieces[i][at] = (byte) (task | 1);
            }
        }
        int filled = 0;
        for (byte[] piece : pieces) {
            filled += piece[PIECE_BYTES - PAGE_BYTES] != 0 ? 1 : 0;
        }
        return filled;
    }
}
