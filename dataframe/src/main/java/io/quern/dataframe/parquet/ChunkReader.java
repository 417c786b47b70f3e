package io.quern.dataframe.parquet;

import io.quern.core.task.Reservation;
import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.column.ChunkBytes;
import io.quern.dataframe.parquet.footer.ChunkMetadata;
import io.quern.dataframe.parquet.footer.RowGroupMetadata;
import io.quern.dataframe.parquet.schema.Node;
import io.quern.dataframe.parquet.source.ByteSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the column chunks of a row group with few reads: neighbours, and what lies close together, at once; of
/// a small file everything from the first to the last.
final class ChunkReader {
    private static final long SMALL_FILE_BYTES = 8 << 20;
    private static final long GAP_BYTES = 64 << 10;
    private static final long RANGE_BYTES = 64 << 20;

    /// Old writers left the header of the dictionary page out of the chunk's size (PARQUET-816), and do not
    /// always say who they are; so pages may end this much later.
    private static final long HEADER_SLACK_BYTES = 100;

    private final RowGroupMetadata rowGroup;
    private final long dataEnd;
    private final List<Range> ranges = new ArrayList<>();

    /// Plans the reads for the chunks of these leaves.
    ///
    /// @param dataEnd of the first byte of the file that is no page
    /// @throws MalformedException if one is not within the file
    ChunkReader(RowGroupMetadata rowGroup, List<Node.Leaf> leaves, long dataEnd) {
        this.rowGroup = rowGroup;
        this.dataEnd = dataEnd;
        List<Wanted> wanted = new ArrayList<>();
        for (Node.Leaf leaf : leaves) {
            wanted.add(wanted(leaf));
        }
        wanted.sort(Comparator.comparingLong(Wanted::start));
        join(wanted, dataEnd <= SMALL_FILE_BYTES ? SMALL_FILE_BYTES : GAP_BYTES);
    }

    /// Chunks that are read at once.
    private record Range(List<Wanted> chunks, long end) {
        long start() {
            return chunks.getFirst().start();
        }

        long bytes() {
            return end - start();
        }
    }

    private record Wanted(Node.Leaf leaf, ChunkMetadata metadata, long end) {
        long start() {
            return metadata.start();
        }
    }

    private void join(List<Wanted> wanted, long gapBytes) {
        int first = 0;
        while (first < wanted.size()) {
            long end = wanted.get(first).end();
            int next = first + 1;
            while (next < wanted.size()
                    && wanted.get(next).start() - end <= gapBytes
                    && Math.max(end, wanted.get(next).end()) - wanted.get(first).start() <= RANGE_BYTES) {
                end = Math.max(end, wanted.get(next++).end());
            }
            ranges.add(new Range(List.copyOf(wanted.subList(first, next)), end));
            first = next;
        }
    }

    /// What [#read] takes.
    long bytes() {
        return ranges.stream().mapToLong(Range::bytes).sum();
    }

    /// The chunks by the index of their leaves.
    ///
    /// @param memory counts them before they are read
    Map<Integer, ChunkBytes> read(ByteSource source, Reservation memory) throws IOException {
        Map<Integer, ChunkBytes> chunks = new HashMap<>();
        for (Range range : ranges) {
            read(range, source, memory, chunks);
        }
        return chunks;
    }

    private static void read(Range range, ByteSource source, Reservation memory, Map<Integer, ChunkBytes> chunks)
            throws IOException {
        String column = "column '" + range.chunks().getFirst().leaf.path() + "', ";
        if (range.bytes() > Integer.MAX_VALUE - 64) {
            throw new MalformedException(
                    column + range.bytes() + " bytes in one row group; the limit is 2 GiB: write smaller row groups");
        }
        long start = range.start();
        int length = (int) range.bytes();
        memory.grow(length + LittleEndian.PADDING);
        byte[] bytes = new byte[length + LittleEndian.PADDING];
        source.read(start, bytes, 0, length);
        for (Wanted each : range.chunks()) {
            int from = (int) (each.start() - start);
            int slackTo = (int) (each.end() - start);
            int to = (int) (each.start() + each.metadata.compressedBytes() - start);
            chunks.put(each.leaf.index(), new ChunkBytes(each.leaf, each.metadata, bytes, from, to, slackTo));
        }
    }

    private Wanted wanted(Node.Leaf leaf) {
        String column = "column '" + leaf.path() + "', ";
        if (leaf.index() >= rowGroup.chunks().size()) {
            throw new MalformedException(column + "it is missing: the row group has "
                    + rowGroup.chunks().size() + " column chunks");
        }
        ChunkMetadata chunk = rowGroup.chunks().get(leaf.index());
        if (chunk.isEncrypted()) {
            throw new MalformedException(column + "it is encrypted; encrypted columns are not supported yet");
        }
        if (chunk.filePath() != null) {
            throw new MalformedException(
                    column + "its pages are in another file, " + chunk.filePath() + "; that is not supported");
        }
        if (chunk.type() != leaf.physicalType()) {
            throw new MalformedException(
                    column + "its values are " + chunk.type() + ", the schema says " + leaf.physicalType());
        }
        if (chunk.start() < 0 || chunk.compressedBytes() > dataEnd - chunk.start()) {
            throw new MalformedException(column + chunk.compressedBytes() + " bytes from byte " + chunk.start()
                    + " on, and the footer begins at " + dataEnd);
        }
        if (leaf.repetition() == 0 && chunk.values() != rowGroup.rows()) {
            throw new MalformedException(
                    column + chunk.values() + " values in a row group of " + rowGroup.rows() + " rows");
        }
        return new Wanted(leaf, chunk, Math.min(dataEnd, chunk.start() + chunk.compressedBytes() + HEADER_SLACK_BYTES));
    }
}
