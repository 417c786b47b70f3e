package io.quern.dataframe.aggregate;

/// Sorts numbers that are not negative by their bytes, least significant first; bytes in which all agree are
/// skipped.
final class RadixSort {
    private static final int BITS = 11;
    private static final int DIGITS = 1 << BITS;

    private RadixSort() {}

    /// Sorts the first `length` keys, stable.
    ///
    /// @param payload moved along with the keys, or empty
    @SuppressWarnings("ReferenceEquality") // which of the two arrays holds the result
    static void sort(long[] keys, long[] payload, int length) {
        long differing = 0;
        for (int i = 1; i < length; i++) {
            differing |= keys[i] ^ keys[0];
        }
        long[] from = keys;
        long[] fromPayload = payload;
        long[] to = new long[differing == 0 ? 0 : length];
        long[] toPayload = new long[differing == 0 || payload.length == 0 ? 0 : length];
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            if ((differing >>> shift & (DIGITS - 1)) != 0) {
                int[] starts = starts(from, length, shift);
                if (payload.length == 0) {
                    scatter(from, to, length, shift, starts);
                } else {
                    scatter(from, fromPayload, to, toPayload, length, shift, starts);
                }
                long[] swap = from;
                from = to;
                to = swap;
                swap = fromPayload;
                fromPayload = toPayload;
                toPayload = swap;
            }
        }
        if (from != keys) {
            System.arraycopy(from, 0, keys, 0, length);
            System.arraycopy(fromPayload, 0, payload, 0, payload.length == 0 ? 0 : length);
        }
    }

    private static int[] starts(long[] keys, int length, int shift) {
        int[] starts = new int[DIGITS + 1];
        for (int i = 0; i < length; i++) {
            starts[(int) (keys[i] >>> shift & (DIGITS - 1)) + 1]++;
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            starts[digit + 1] += starts[digit];
        }
        return starts;
    }

    private static void scatter(long[] from, long[] to, int length, int shift, int[] starts) {
        for (int i = 0; i < length; i++) {
            to[starts[(int) (from[i] >>> shift & (DIGITS - 1))]++] = from[i];
        }
    }

    private static void scatter(
            long[] from, long[] fromPayload, long[] to, long[] toPayload, int length, int shift, int[] starts) {
        for (int i = 0; i < length; i++) {
            int at = starts[(int) (from[i] >>> shift & (DIGITS - 1))]++;
            to[at] = from[i];
            toPayload[at] = fromPayload[i];
        }
    }
}
