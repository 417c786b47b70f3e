package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.NestedOrder;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.StringType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Merges partitions of results, each of which ascends by the keys, into one that does. No key is in two of them.
final class ResultMerge {
    /// Blocks of a partition that are in memory at once: as they were read, joined, and in their new order.
    private static final int BLOCKS_HELD = 3;

    private final SpilledBatches partitions;
    private final Spilling spilling;
    private final List<Comparator<@Nullable Object>> orders;
    /// Batches of which rows were picked that are not handed over yet.
    private final List<Batch> sources = new ArrayList<>();

    private long sourceBytes;
    private int sourceRows;
    /// Rows of all sources, one behind the other.
    private final int[] picked = new int[Slice.PIECE_ROWS_MAX];

    private int count;
    private int round;

    /// @param keyTypes of the first columns
    ResultMerge(SpilledBatches partitions, List<DataType> keyTypes, Spilling spilling) {
        this.partitions = partitions;
        this.spilling = spilling;
        this.orders = keyTypes.stream().map(ResultMerge::order).toList();
    }

    private static Comparator<@Nullable Object> order(DataType type) {
        return hasSlices(type)
                ? Comparator.nullsLast((left, right) -> ((BytesSlice) left).compareTo((BytesSlice) right))
                : NestedOrder.of(type);
    }

    /// Of which a row is compared where it lies, without being made an object of its own.
    private static boolean hasSlices(DataType type) {
        return type instanceof StringType || type instanceof BinaryType;
    }

    private static IntFunction<@Nullable Object> reader(Vector keys) {
        if (!hasSlices(keys.type())) {
            return CellReader.of(keys)::read;
        }
        BytesVector flat = (BytesVector) Flatten.vector(keys);
        return row -> flat.validity().isNull(row)
                ? null
                : new BytesSlice(flat.data(), flat.offsets()[row], flat.offsets()[row + 1]);
    }

    private record BytesSlice(byte[] data, int from, int to) implements Comparable<BytesSlice> {
        @Override
        public int compareTo(BytesSlice other) {
            return Arrays.compareUnsigned(data, from, to, other.data, other.from, other.to);
        }
    }

    void merge(BatchSink sink) throws Exception {
        List<Integer> used = partitions.used();
        long heldBytes = (long) used.size() * spilling.blockBytes();
        spilling.memory().reserve(BLOCKS_HELD * heldBytes);
        try {
            PriorityQueue<Run> queue = new PriorityQueue<>(Math.max(1, used.size()), this::compare);
            used.forEach(partition -> queue.add(new Run(partition)));
            while (!queue.isEmpty() && !sink.isFull()) {
                Run run = queue.remove();
                pick(run);
                if (count == Slice.PIECE_ROWS_MAX || sourceBytes > heldBytes) {
                    handOver(sink);
                }
                if (run.advance()) {
                    queue.add(run);
                }
            }
            if (count > 0 && !sink.isFull()) {
                handOver(sink);
            }
        } finally {
            spilling.memory().release(BLOCKS_HELD * heldBytes);
        }
    }

    private int compare(Run left, Run right) {
        for (int key = 0; key < orders.size(); key++) {
            int order = orders.get(key).compare(left.keys[key], right.keys[key]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private void pick(Run run) {
        if (run.round != round) {
            run.round = round;
            run.base = sourceRows - run.row;
            Batch rest = Slice.rows(run.batch, run.row, run.batch.length() - run.row);
            sources.add(rest);
            sourceRows += rest.length();
            sourceBytes += rest.retainedBytes();
        }
        picked[count++] = run.base + run.row;
    }

    private void handOver(BatchSink sink) throws Exception {
        Batch results = Gather.rows(Concat.batches(sources), picked, count);
        sources.clear();
        sourceRows = 0;
        sourceBytes = 0;
        count = 0;
        round++;
        sink.accept(results);
    }

    /// A partition at one of its rows.
    private final class Run {
        private final int partition;
        private int block;
        private Batch batch;
        private int row;
        private List<IntFunction<@Nullable Object>> readers;
        private final @Nullable Object[] keys = new Object[orders.size()];
        /// The round in which the batch became a source, and where its row 0 is or would be there.
        private int round = -1;

        private int base;

        Run(int partition) {
            this.partition = partition;
            this.batch = Concat.batches(partitions.read(partition, 0).batches());
            this.readers = readers(batch);
            readKeys();
        }

        private List<IntFunction<@Nullable Object>> readers(Batch of) {
            return of.columns().subList(0, orders.size()).stream()
                    .map(ResultMerge::reader)
                    .toList();
        }

        private void readKeys() {
            for (int key = 0; key < keys.length; key++) {
                keys[key] = readers.get(key).apply(row);
            }
        }

        /// @return false where there is no further row
        boolean advance() {
            row++;
            if (row == batch.length()) {
                block++;
                if (block == partitions.blocks(partition)) {
                    return false;
                }
                batch = Concat.batches(partitions.read(partition, block).batches());
                readers = readers(batch);
                row = 0;
                round = -1;
            }
            readKeys();
            return true;
        }
    }
}
