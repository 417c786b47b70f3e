package io.quern.dataframe.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tables by group that grow with the groups, by doubling: [#isGranted] comes first, and at once after it the
/// larger table, so that what is counted is there even if nothing comes to be added.
final class Room {
    private Room() {}

    static long[] of(long[] table, int groupCount) {
        return table.length >= groupCount ? table : Arrays.copyOf(table, larger(table.length, groupCount));
    }

    static double[] of(double[] table, int groupCount) {
        return table.length >= groupCount ? table : Arrays.copyOf(table, larger(table.length, groupCount));
    }

    /// New room is filled with `filler`.
    static int[] of(int[] table, int groupCount, int filler) {
        if (table.length >= groupCount) {
            return table;
        }
        int[] grown = Arrays.copyOf(table, larger(table.length, groupCount));
        Arrays.fill(grown, table.length, grown.length, filler);
        return grown;
    }

    static @Nullable Object[] of(@Nullable Object[] table, int groupCount) {
        return table.length >= groupCount ? table : Arrays.copyOf(table, larger(table.length, groupCount));
    }

    /// Counts a table that grows: the larger one, then the old one no more.
    ///
    /// @param widthBytes of a group
    /// @return false where there is no memory for it
    static boolean isGranted(int length, int groupCount, int widthBytes, StateMemory memory) {
        if (length >= groupCount) {
            return true;
        }
        if (!memory.tryGrow((long) larger(length, groupCount) * widthBytes)) {
            return false;
        }
        memory.shrink((long) length * widthBytes);
        return true;
    }

    private static int larger(int length, int groupCount) {
        return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(Math.max(16, groupCount), length * 2L));
    }
}
