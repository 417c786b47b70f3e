package io.quern.cluster;

import io.quern.client.Client;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.RemoteFuture;
import io.quern.core.message.Answer.WorkerLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Results of 1 MiB that do not compress, held by a client, and what their workers say of them.
final class LargeResults {
    static final int BYTES = 1 << 20;
    private static final long ASK_EVERY_MILLIS = 50;

    private LargeResults() {}

    static byte[] make(int number) {
        byte[] bytes = new byte[BYTES];
        new SplittableRandom(number).nextBytes(bytes);
        return bytes;
    }

    static long sum(byte[] bytes) {
        long sum = 0;
        for (byte value : bytes) {
            sum += value;
        }
        return sum;
    }

    /// What the results from 0 on add up to.
    static long sumOf(int count) {
        return IntStream.range(0, count).mapToLong(i -> sum(make(i))).sum();
    }

    /// The results of a range once all have been made.
    static List<RemoteFuture<byte[]>> hold(Client client, int from, int to) {
        List<RemoteFuture<byte[]>> results =
                client.map(LargeResults::make, IntStream.range(from, to).boxed().toList());
        client.await(AwaitUntil.ALL, results, Duration.ofMinutes(2));
        return results;
    }

    /// Has workers add them up.
    static long sum(Client client, List<RemoteFuture<byte[]>> results) {
        return client.gather(client.mapFutures(LargeResults::sum, results)).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /// Waits until the workers have told of it, all of them.
    static List<WorkerLine> await(Client client, Predicate<WorkerLine> isSo) {
        return askUntil(() -> {
            List<WorkerLine> lines = client.workers();
            return lines.isEmpty() || !lines.stream().allMatch(isSo) ? Optional.empty() : Optional.of(lines);
        });
    }

    /// Asks from time to time until there is an answer: of what workers do with their disks nobody is told.
    ///
    /// @throws java.util.concurrent.CompletionException where a question fails, or for want of an answer
    static <T> T askUntil(Callable<Optional<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try (ScheduledExecutorService asker = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> asking = asker.scheduleWithFixedDelay(
                    () -> {
                        try {
                            question.call().ifPresent(answer::complete);
                        } catch (Exception e) {
                            answer.completeExceptionally(e);
                        }
                    },
                    0,
                    ASK_EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
            try {
                return answer.orTimeout(2, TimeUnit.MINUTES).join();
            } finally {
                asking.cancel(false);
            }
        }
    }

    /// Everything in a folder, the folder itself apart.
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !path.equals(folder)).toList();
        }
    }

    static long bytesOnDisk(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : files(folder)) {
            bytes += file.toString().endsWith(".spill") ? Files.size(file) : 0;
        }
        return bytes;
    }
}
