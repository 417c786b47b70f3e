package io.quern.examples.events;

/// Splits of a number into parts that add up to it.
final class Shares {
    private Shares() {}

    static long[] even(long total, int parts) {
        long[] shares = new long[parts];
        for (int i = 0; i < parts; i++) {
            shares[i] = total / parts + (i < total % parts ? 1 : 0);
        }
        return shares;
    }

    /// Shares like 1, 1/4, 1/9, …; the first part gets what rounding leaves.
    static long[] skewed(long total, int parts) {
        double sum = 0;
        for (int i = 0; i < parts; i++) {
            sum += weight(i);
        }
        long[] shares = new long[parts];
        long left = total;
        for (int i = 1; i < parts; i++) {
            shares[i] = (long) (total * weight(i) / sum);
            left -= shares[i];
        }
        shares[0] = left;
        return shares;
    }

    /// The part that a uniform number falls into when parts have the sizes of [#skewed].
    static int skewedPart(double uniform, int parts) {
        double sum = 0;
        for (int i = 0; i < parts; i++) {
            sum += weight(i);
        }
        double below = 0;
        for (int i = 0; i < parts; i++) {
            below += weight(i) / sum;
            if (uniform < below) {
                return i;
            }
        }
        return parts - 1;
    }

    private static double weight(int rank) {
        return 1.0 / ((rank + 1.0) * (rank + 1.0));
    }
}
