package io.quern.bench.tasks;

import io.quern.client.Client;
import io.quern.client.future.RemoteFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A shape in which tasks come, all of them trivial: what is measured is the way, not the work.
///
/// @param name of the shape
/// @param size number of tasks, or of leaves
record Shape(String name, int size) {
    private static final int TREES = 100;
    private static final int INPUTS = 3;
    private static final int MODULUS = 1_000;

    static Shape parse(String text) {
        String[] parts = text.split(":");
        return new Shape(parts[0], Integer.parseInt(parts[1]));
    }

    /// Tasks in all.
    int tasks() {
        return switch (name) {
            case "trivial", "chain", "random" -> size;
            case "fan" -> size + 1;
            case "trees" -> {
                int total = size;
                for (int width = size; width > 1; width = Math.ceilDiv(width, 2)) {
                    total += Math.ceilDiv(width, 2);
                }
                yield TREES * total;
            }
            default ->
                throw new IllegalArgumentException(
                        "no shape " + name + "; there are trivial, chain, trees, random" + " and fan");
        };
    }

    /// Submits the tasks, fetches what they end in, checks it, and lets go of everything.
    void run(Client client) {
        List<RemoteFuture<?>> held = new ArrayList<>(tasks());
        long result = switch (name) {
            case "trivial" -> trivial(client, held);
            case "chain" -> chain(client, held);
            case "trees" -> trees(client, held);
            case "random" -> random(client, held);
            case "fan" -> fan(client, held);
            default -> throw new IllegalArgumentException(name);
        };
        held.forEach(RemoteFuture::close);
        long expected = expected();
        if (result != expected) {
            throw new IllegalStateException(this + " gave " + result + ", not " + expected);
        }
    }

    private long expected() {
        long sum = (long) size * (size + 1) / 2;
        return switch (name) {
            case "trivial", "fan" -> sum;
            case "chain" -> size;
            case "trees" -> TREES * sum;
            case "random" -> randomValues();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private List<Integer> numbers() {
        return IntStream.range(0, size).boxed().toList();
    }

    private long trivial(Client client, List<RemoteFuture<?>> held) {
        List<RemoteFuture<Integer>> futures = client.map(x -> x + 1, numbers());
        held.addAll(futures);
        return client.gather(futures).stream().mapToLong(Integer::longValue).sum();
    }

    private long chain(Client client, List<RemoteFuture<?>> held) {
        RemoteFuture<Integer> last = client.submit(x -> x + 1, 0);
        held.add(last);
        for (int i = 1; i < size; i++) {
            last = client.apply(x -> x + 1, last);
            held.add(last);
        }
        return last.join();
    }

    private long trees(Client client, List<RemoteFuture<?>> held) {
        List<RemoteFuture<Long>> roots = new ArrayList<>();
        for (int tree = 0; tree < TREES; tree++) {
            List<RemoteFuture<Long>> level = client.map(x -> x + 1L, numbers());
            held.addAll(level);
            while (level.size() > 1) {
                List<RemoteFuture<Long>> next = new ArrayList<>();
                for (int i = 0; i < level.size(); i += 2) {
                    next.add(client.combine(
                            values -> values.stream().mapToLong(Long::longValue).sum(),
                            level.subList(i, Math.min(i + 2, level.size()))));
                }
                held.addAll(next);
                level = next;
            }
            roots.addAll(level);
        }
        return client.gather(roots).stream().mapToLong(Long::longValue).sum();
    }

    private long random(Client client, List<RemoteFuture<?>> held) {
        SplittableRandom random = new SplittableRandom(1);
        List<RemoteFuture<Integer>> futures = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            List<RemoteFuture<Integer>> inputs = new ArrayList<>(INPUTS);
            for (int input = 0; input < Math.min(i, INPUTS); input++) {
                inputs.add(futures.get(random.nextInt(i)));
            }
            futures.add(client.combine(
                    values -> values.stream().mapToInt(Integer::intValue).sum() % MODULUS + 1, inputs));
        }
        held.addAll(futures);
        return client.gather(futures).getLast();
    }

    private long randomValues() {
        SplittableRandom random = new SplittableRandom(1);
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            int sum = 0;
            for (int input = 0; input < Math.min(i, INPUTS); input++) {
                sum += values[random.nextInt(i)];
            }
            values[i] = sum % MODULUS + 1;
        }
        return values[size - 1];
    }

    private long fan(Client client, List<RemoteFuture<?>> held) {
        List<RemoteFuture<Integer>> leaves = client.map(x -> x + 1, numbers());
        held.addAll(leaves);
        RemoteFuture<Long> sink = client.combine(
                values -> values.stream().mapToLong(Integer::longValue).sum(), leaves);
        held.add(sink);
        return sink.join();
    }

    @Override
    public String toString() {
        return name + ":" + size;
    }
}
