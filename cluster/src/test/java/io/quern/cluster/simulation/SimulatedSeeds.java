package io.quern.cluster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/// Simulates the clusters of many seeds, on as many threads as there are processors, each cluster on one of them.
/// All seeds run, whatever becomes of some; then those that failed are told, each with the command that runs it
/// again.
///
/// `-Dseed=` runs that one alone.
final class SimulatedSeeds {
    /// Failures told in full.
    private static final int TOLD_MAX = 20;
    /// Characters of a message that are told.
    private static final int TEXT_MAX = 1_500;

    private final String test;
    private final LongFunction<SimulatedCluster> clusters;
    private final NavigableMap<Long, String> failures = new ConcurrentSkipListMap<>();
    private final Map<Long, Throwable> causes = new ConcurrentSkipListMap<>();

    private SimulatedSeeds(Class<?> test, LongFunction<SimulatedCluster> clusters) {
        this.test = test.getSimpleName();
        this.clusters = clusters;
    }

    /// Runs the seeds from 1 to a number.
    ///
    /// @param test what is run to run one of them again
    /// @param ended takes each cluster that ended well, on the thread that ran it
    /// @return whether all of them ran; false where one was asked for
    static boolean run(
            Class<?> test, int count, LongFunction<SimulatedCluster> clusters, Consumer<SimulatedCluster> ended) {
        SimulatedSeeds seeds = new SimulatedSeeds(test, clusters);
        Long only = Long.getLong("seed");
        if (only != null) {
            seeds.run(only, _ -> {});
        } else {
            seeds.runAll(count, ended);
        }
        seeds.check(only == null ? count : 1);
        return only == null;
    }

    private void runAll(int count, Consumer<SimulatedCluster> ended) {
        AtomicLong next = new AtomicLong(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = Math.min(count, Runtime.getRuntime().availableProcessors()); i > 0; i--) {
            threads.add(Thread.ofPlatform().name("seeds-" + i).start(() -> {
                for (long seed = next.getAndIncrement(); seed <= count; seed = next.getAndIncrement()) {
                    run(seed, ended);
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("the simulation was stopped", e);
            }
        }
    }

    private void run(long seed, Consumer<SimulatedCluster> ended) {
        String when = "before it began";
        SimulatedCluster cluster = null;
        try {
            cluster = clusters.apply(seed);
            cluster.run();
            ended.accept(cluster);
        } catch (RuntimeException | Error e) {
            if (cluster != null) {
                when = "at " + cluster.time().nowNanos() / SimulatedTime.MILLI + " ms";
            }
            failures.put(seed, when + ": " + e);
            causes.put(seed, e);
        }
    }

    private void check(int count) {
        if (failures.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder()
                .append(failures.size())
                .append(" of ")
                .append(count)
                .append(" seeds failed: ")
                .append(failures.keySet());
        kinds().forEach((kind, times) ->
                text.append("\n  ").append(times).append(" times ").append(kind));
        failures.entrySet().stream()
                .limit(TOLD_MAX)
                .forEach(failure -> text.append("\nseed ")
                        .append(failure.getKey())
                        .append(", ")
                        .append(
                                failure.getValue(),
                                0,
                                Math.min(TEXT_MAX, failure.getValue().length()))
                        .append("\n  again: mvn -Dquick -pl cluster -am test -Dtest=")
                        .append(test)
                        .append(" -Dsurefire.failIfNoSpecifiedTests=false -Dtest.flags=-Dseed=")
                        .append(failure.getKey()));
        throw new AssertionError(text.toString(), causes.values().iterator().next());
    }

    /// How often each text came, ids and numbers aside.
    private Map<String, Integer> kinds() {
        Map<String, Integer> kinds = new TreeMap<>();
        failures.values().forEach(failure -> {
            String kind = failure.substring(failure.indexOf(": ") + 2)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "N");
            kinds.merge(kind.substring(0, Math.min(120, kind.length())), 1, Integer::sum);
        });
        return kinds;
    }
}
