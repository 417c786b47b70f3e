package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.batch.Validity;
import java.util.Arrays;

/// Spreads values without gaps over rows, some of which are null. Null rows get whatever value is next; so there is
/// no branch a row. Inputs have an entry more than values.
final class Spread {
    private Spread() {}

    static int[] ints(int[] values, int present, int rows, Validity validity) {
        if (present == rows) {
            return Arrays.copyOf(values, rows);
        }
        long[] words = validity.words();
        int[] out = new int[rows];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            out[row] = values[next];
            next += (int) (words[row >>> 6] >>> row) & 1;
        }
        return out;
    }

    static long[] longs(long[] values, int present, int rows, Validity validity) {
        if (present == rows) {
            return Arrays.copyOf(values, rows);
        }
        long[] words = validity.words();
        long[] out = new long[rows];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            out[row] = values[next];
            next += (int) (words[row >>> 6] >>> row) & 1;
        }
        return out;
    }

    static float[] floats(float[] values, int present, int rows, Validity validity) {
        if (present == rows) {
            return Arrays.copyOf(values, rows);
        }
        long[] words = validity.words();
        float[] out = new float[rows];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            out[row] = values[next];
            next += (int) (words[row >>> 6] >>> row) & 1;
        }
        return out;
    }

    static double[] doubles(double[] values, int present, int rows, Validity validity) {
        if (present == rows) {
            return Arrays.copyOf(values, rows);
        }
        long[] words = validity.words();
        double[] out = new double[rows];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            out[row] = values[next];
            next += (int) (words[row >>> 6] >>> row) & 1;
        }
        return out;
    }

    static long[] bits(byte[] values, int rows, Validity validity) {
        long[] out = new long[Validity.words(rows)];
        boolean hasNulls = validity.hasNulls();
        int next = 0;
        for (int row = 0; row < rows; row++) {
            if (!hasNulls || validity.isValid(row)) {
                out[row >>> 6] |= (long) values[next++] << row;
            }
        }
        return out;
    }

    static byte[] fixed(byte[] values, int width, int rows, Validity validity) {
        byte[] out = new byte[Math.multiplyExact(rows, width)];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            if (validity.isValid(row)) {
                System.arraycopy(values, next, out, row * width, width);
                next += width;
            }
        }
        return out;
    }

    /// Offsets of rows from those of values: a null row is empty.
    static int[] offsets(int[] offsets, int present, int rows, Validity validity) {
        if (present == rows) {
            return Arrays.copyOf(offsets, rows + 1);
        }
        long[] words = validity.words();
        int[] out = new int[rows + 1];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            out[row] = offsets[next];
            next += (int) (words[row >>> 6] >>> row) & 1;
        }
        out[rows] = offsets[next];
        return out;
    }
}
