package io.quern.bench.memory;

import io.quern.bench.daemon.WorkerShape;
import io.quern.client.Client;
import io.quern.client.future.RemoteFuture;
import io.quern.core.config.ByteSize;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.runtime.Waiting;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// Point 3: results that are held, several times as large as memory, and then read once more.
final class HeldBatches implements Point {
    private static final long BYTES = 8L << 30;
    private static final long PARTITION_BYTES = 16L << 20;
    private static final long PARTITIONS_MIN = 8;
    /// As many as the engine puts into a batch, so that no array takes whole regions of a heap.
    private static final int BATCH_ROWS = 1 << 14;
    private static final int BATCHES = (int) (PARTITION_BYTES / BATCH_ROWS / Long.BYTES);
    private static final int WORKERS = 2;
    private static final long MEMORY_BYTES = 1L << 30;

    /// 2^64 divided by the golden ratio: its multiples have no pattern that compression finds.
    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private static final Duration TELLING_MAX = Duration.ofSeconds(5);

    private static final Schema SCHEMA = Schema.of(Field.required("value", DataType.INT64));

    @Override
    public void measure(Setup setup) throws IOException, InterruptedException {
        long partitions = setup.scaled(BYTES / PARTITION_BYTES, PARTITIONS_MIN);
        String job = "3 hold " + ByteSize.rounded(partitions * PARTITION_BYTES) + " of batches";
        ClusterRun<Long> run = ClusterRun.of(
                setup,
                job,
                WorkerShape.of(WORKERS, 1, MEMORY_BYTES),
                cluster -> holdAndSum(cluster.client(), partitions, client -> tell(client, setup)));
        run.check(setup.report());
        run.checkNobodyDied(setup.report());
        if (run.outcome().hasFinished()) {
            setup.report().check(run.outcome().is(sum(partitions)), "the sum over all of them");
        }
    }

    /// Holds partitions, then adds up what is in them.
    static long holdAndSum(Client client, long partitions) {
        return holdAndSum(client, partitions, _ -> {});
    }

    /// @param onceHeld called between the two
    private static long holdAndSum(Client client, long partitions, Consumer<Client> onceHeld) {
        List<RemoteFuture<Partition>> held = client.map(
                HeldBatches::make, LongStream.range(0, partitions).boxed().toList());
        List<RemoteFuture<Long>> sums = List.of();
        try {
            for (RemoteFuture<Partition> one : client.asCompleted(held)) {
                one.exception().ifPresent(failure -> {
                    throw failure;
                });
            }
            onceHeld.accept(client);
            sums = client.mapFutures(HeldBatches::sum, held);
            return client.gather(sums).stream().mapToLong(Long::longValue).sum();
        } finally {
            sums.forEach(RemoteFuture::close);
            held.forEach(RemoteFuture::close);
        }
    }

    /// Says what workers have where, once they have told of all that they hold.
    private static void tell(Client client, Setup setup) {
        try {
            boolean _ = new Waiting(setup.clock())
                    .until(() -> client.workers().stream().allMatch(HeldBatches::isToldOf), TELLING_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (WorkerLine worker : client.workers()) {
            setup.report()
                    .say("    " + worker.name() + " holds " + worker.results() + " results: "
                            + ByteSize.rounded(worker.memory().inMemoryBytes()) + " in memory, "
                            + ByteSize.rounded(worker.memory().spilledBytes()) + " spilled, "
                            + ByteSize.rounded(worker.memory().diskBytes()) + " on the disk");
        }
    }

    private static boolean isToldOf(WorkerLine worker) {
        return worker.memory().inMemoryBytes() + worker.memory().spilledBytes() >= worker.resultBytes();
    }

    private static Partition make(long partition) {
        List<Batch> batches = new ArrayList<>(BATCHES);
        long next = partition * BATCHES * BATCH_ROWS;
        for (int i = 0; i < BATCHES; i++) {
            long[] values = new long[BATCH_ROWS];
            for (int row = 0; row < BATCH_ROWS; row++) {
                values[row] = next++ * FACTOR;
            }
            batches.add(new Batch(
                    SCHEMA, BATCH_ROWS, List.of(new LongVector(DataType.INT64, BATCH_ROWS, Validity.ALL, values))));
        }
        return new Partition(SCHEMA, batches);
    }

    private static long sum(Partition partition) {
        long sum = 0;
        for (Batch batch : partition.batches()) {
            LongVector column = (LongVector) batch.column("value");
            for (int row = 0; row < column.length(); row++) {
                sum += column.values()[row];
            }
        }
        return sum;
    }

    /// Of all partitions, by Gauss's formula, modulo 2^64.
    static long sum(long partitions) {
        long values = partitions * BATCHES * BATCH_ROWS;
        long pairs = values % 2 == 0 ? values / 2 * (values - 1) : (values - 1) / 2 * values;
        return pairs * FACTOR;
    }
}
