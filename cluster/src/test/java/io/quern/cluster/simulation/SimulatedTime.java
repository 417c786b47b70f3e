package io.quern.cluster.simulation;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Time that passes only from one planned action to the next. Actions of the same instant run in the order in which
/// they were planned.
final class SimulatedTime {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    private static final boolean IS_TOLD = Boolean.getBoolean("told");
    private static final long PRIME = 0x1_0000_0001_b3L;

    private final PriorityQueue<Action> planned = new PriorityQueue<>();
    private long nowNanos;
    private long count;
    private long trace = 0xcbf2_9ce4_8422_2325L;

    private record Action(long atNanos, long number, Runnable body) implements Comparable<Action> {
        @Override
        public int compareTo(Action other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /// Prints what happens, for who looks into one seed: `-Dtold=true`.
    void tell(Supplier<String> what) {
        if (IS_TOLD) {
            System.out.println(nowNanos / MILLI + " ms: " + what.get());
        }
    }

    long nowNanos() {
        return nowNanos;
    }

    void at(long atNanos, Runnable body) {
        planned.add(new Action(Math.max(atNanos, nowNanos), count++, body));
    }

    void after(long delayNanos, Runnable body) {
        at(nowNanos + delayNanos, body);
    }

    /// Adds to the hash by which two runs of a seed are compared.
    void trace(long value) {
        trace = (trace ^ value) * PRIME;
        trace ^= trace >>> 31;
    }

    long traceDigest() {
        return trace;
    }

    /// Runs actions until the condition holds or the time has come.
    ///
    /// @return whether the condition holds
    boolean runUntil(long endNanos, BooleanSupplier isDone) {
        while (!isDone.getAsBoolean()) {
            Action next = planned.peek();
            if (next == null || next.atNanos > endNanos) {
                nowNanos = Math.max(nowNanos, endNanos);
                return isDone.getAsBoolean();
            }
            planned.remove();
            nowNanos = next.atNanos;
            trace(nowNanos);
            next.body.run();
        }
        return true;
    }
}
