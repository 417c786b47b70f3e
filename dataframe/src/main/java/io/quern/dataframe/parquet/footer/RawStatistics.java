package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.thrift.CompactReader;
import org.jspecify.annotations.Nullable;

/// Statistics of a column chunk as stored; what may be believed is decided by their reader.
///
/// @param nullCount negative if not known
/// @param min as [Encoding#PLAIN] without a length; a lower bound, not always a value that occurs
/// @param oldMin of writers before the format defined an order: only right for signed numbers
public record RawStatistics(
        long nullCount,
        byte @Nullable [] min,
        byte @Nullable [] max,
        byte @Nullable [] oldMin,
        byte @Nullable [] oldMax) {
    static final RawStatistics NONE = new RawStatistics(-1, null, null, null, null);

    static RawStatistics read(CompactReader in) {
        long nullCount = -1;
        byte[] min = null;
        byte[] max = null;
        byte[] oldMin = null;
        byte[] oldMax = null;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> oldMax = in.binary();
                case 2 -> oldMin = in.binary();
                case 3 -> nullCount = in.i64();
                case 5 -> max = in.binary();
                case 6 -> min = in.binary();
                default -> in.skip();
            }
        }
        return new RawStatistics(nullCount, min, max, oldMin, oldMax);
    }
}
