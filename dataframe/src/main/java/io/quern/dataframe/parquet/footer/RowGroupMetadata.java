package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.thrift.CompactReader;
import java.util.List;

/// A horizontal part of the file: one chunk a leaf column, in the schema's order.
public record RowGroupMetadata(long rows, List<ChunkMetadata> chunks) {
    static RowGroupMetadata read(CompactReader in) {
        long rows = -1;
        List<ChunkMetadata> chunks = List.of();
        while (in.next()) {
            switch (in.id()) {
                case 1 -> chunks = in.structs(ChunkMetadata::read);
                case 3 -> rows = in.i64();
                default -> in.skip();
            }
        }
        if (rows < 0) {
            throw new MalformedException("a row group has " + rows + " rows");
        }
        return new RowGroupMetadata(rows, chunks);
    }
}
