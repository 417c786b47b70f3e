package io.quern.bench;

import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static io.quern.dataframe.Aggregates.countValues;

import io.quern.dataframe.aggregate.AggregateCall;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.ChunkAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.builder.BytesVectorBuilder;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// How many rows a second one core aggregates: the events job's chunk (page views, visitors, referrers by
/// customer, url and hour) over dictionary vectors in memory, by the CPU time of its thread. Arguments: `seed`
/// or `medium`, rows, rounds.
public final class AggregationBenchmark {
    private static final int BATCH_ROWS = 16_384;
    private static final int ROW_GROUP_ROWS = 1 << 20;
    private static final Schema SCHEMA = Schema.of(
            Field.of("customer", DataType.STRING),
            Field.of("url", DataType.STRING),
            Field.of("ts", DataType.TIMESTAMP),
            Field.of("session_id", DataType.STRING),
            Field.of("referrer", DataType.STRING));
    private static final AggregationSpec SPEC = new AggregationSpec(
            List.of("customer", "url", "ts"),
            List.<AggregateCall>of(
                    count().call(),
                    countDistinct("session_id").call(),
                    countValues("referrer").call()));

    private AggregationBenchmark() {}

    /// Sizes of the dictionaries.
    private record Profile(int urls, int sessions, int referrers) {}

    public static void main(String[] arguments) {
        Profile profile = arguments[0].equals("medium") ? new Profile(215, 200_000, 5_000) : new Profile(215, 210, 3);
        int rows = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        run(profile, rows, rounds, System.out);
    }

    private static void run(Profile profile, int rows, int rounds, PrintStream out) {
        List<Batch> batches = batches(profile, rows);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int round = 1; round <= rounds; round++) {
            long start = threads.getCurrentThreadCpuTime();
            ChunkAggregator chunk = new ChunkAggregator(SPEC, SCHEMA);
            batches.forEach(chunk::add);
            long added = threads.getCurrentThreadCpuTime();
            long groups = chunk.partial().rows();
            long end = threads.getCurrentThreadCpuTime();
            out.printf(
                    Locale.ROOT,
                    "round %d: %d rows, %d groups, %.1f million rows/s, partial state %.0f ms%n",
                    round,
                    rows,
                    groups,
                    rows * 1e3 / (end - start),
                    (end - added) / 1e6);
        }
    }

    /// Row groups of a million rows with a dictionary each, each of one hour.
    private static List<Batch> batches(Profile profile, int rows) {
        SplittableRandom random = new SplittableRandom(1);
        Vector customer = texts("a.com/", 1);
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < rows; from += ROW_GROUP_ROWS) {
            Vector urls = texts("http://a.com/articles/", profile.urls());
            Vector sessions = texts("session-", profile.sessions());
            Vector referrers = texts("http://referrer.com/", profile.referrers());
            long hour = from / ROW_GROUP_ROWS * 3_600_000_000L;
            Vector time = new LongVector(DataType.TIMESTAMP, 1, Validity.ALL, new long[] {hour});
            int end = Math.min(rows, from + ROW_GROUP_ROWS);
            for (int at = from; at < end; at += BATCH_ROWS) {
                int length = Math.min(BATCH_ROWS, end - at);
                batches.add(new Batch(
                        SCHEMA,
                        length,
                        List.of(
                                new ConstantVector(customer, length),
                                codes(random, urls, length),
                                new ConstantVector(time, length),
                                codes(random, sessions, length),
                                codes(random, referrers, length))));
            }
        }
        return batches;
    }

    private static Vector codes(SplittableRandom random, Vector dictionary, int length) {
        int[] codes = new int[length];
        for (int row = 0; row < length; row++) {
            codes[row] = random.nextInt(dictionary.length());
        }
        return new DictionaryVector(length, Validity.ALL, codes, dictionary);
    }

    private static BytesVector texts(String prefix, int count) {
        BytesVectorBuilder builder = new BytesVectorBuilder(DataType.STRING, count);
        for (int i = 0; i < count; i++) {
            builder.append(prefix + i);
        }
        return builder.build();
    }
}
