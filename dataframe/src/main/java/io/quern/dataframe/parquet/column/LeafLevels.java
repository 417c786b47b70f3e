package io.quern.dataframe.parquet.column;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.convert.Conversion;
import io.quern.dataframe.parquet.convert.Conversions;
import io.quern.dataframe.parquet.decode.CodeValues;
import io.quern.dataframe.parquet.decode.HybridDecoder;
import io.quern.dataframe.parquet.decode.Values;
import io.quern.dataframe.parquet.page.Page;
import io.quern.dataframe.parquet.page.PageContent;
import io.quern.dataframe.parquet.page.PageReading;
import io.quern.dataframe.parquet.schema.Node;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// One leaf of a nested column: its entries with their levels, and its values, decoded some steps ahead of the
/// rows that are taken.
///
/// Values become codes only if the whole chunk is dictionary-encoded, for pages of repeated columns may end within a
/// row.
final class LeafLevels {
    /// Entries decoded at once.
    private static final int STEP = 4096;

    /// Entries after which no further row is begun, so that batches of long lists stay small.
    private static final int ENTRIES_WANTED = 1 << 18;

    /// Entries of one row; a file that needs more is refused.
    private static final int ENTRIES_MAX = 1 << 26;

    private final Node.Leaf leaf;
    private final LeafPages pages;
    private final Conversion conversion;
    private final Values values;
    private final boolean isCoded;
    private final Reservation memory;
    private final HybridDecoder definitionRuns = new HybridDecoder();
    private final HybridDecoder repetitionRuns = new HybridDecoder();
    private final int[] scratch = new int[STEP];
    private byte[] definitions = new byte[STEP];
    private byte[] repetitions = new byte[STEP];
    private int entries;
    private int rowsBegun;
    private int left;

    LeafLevels(ChunkBytes chunk, DataType type, PageReading reading) {
        this.leaf = chunk.leaf();
        this.pages = new LeafPages(chunk, reading);
        this.conversion = Conversions.of(leaf, type);
        this.isCoded = pages.isAllDictionary();
        this.memory = reading.memory();
        this.values = pages.located(this::values);
    }

    private Values values() {
        if (isCoded) {
            return new CodeValues(conversion.convert(pages.dictionary()));
        }
        Values plain = Values.of(leaf.physicalType(), leaf.widthBytes(), memory);
        if (pages.hasDictionary()) {
            plain.useDictionary(pages.dictionary());
        }
        return plain;
    }

    Node.Leaf leaf() {
        return leaf;
    }

    /// Whole rows that are decoded, decoding more up to so many.
    int ready(int rowsMax) {
        return pages.located(() -> {
            while (wholeRows() < rowsMax && !areAllDecoded() && (entries < ENTRIES_WANTED || wholeRows() == 0)) {
                step(rowsMax);
            }
            return Math.min(wholeRows(), rowsMax);
        });
    }

    boolean isAtEnd() {
        return entries == 0 && areAllDecoded();
    }

    private boolean areAllDecoded() {
        return left == 0 && pages.peek() == null;
    }

    /// A row of a repeated column is whole when the next one has begun.
    private int wholeRows() {
        return leaf.repetition() == 0 || areAllDecoded() ? rowsBegun : Math.max(0, rowsBegun - 1);
    }

    private void step(int rowsMax) {
        if (left == 0) {
            pages.load(this::start);
        }
        int n = Math.min(left, STEP);
        if (leaf.repetition() == 0) {
            n = Math.min(n, rowsMax - rowsBegun);
        }
        reserve(entries + n);
        if (leaf.repetition() > 0) {
            repetitionRuns.readLevels(repetitions, entries, n, scratch);
            rowsBegun += count(repetitions, entries, n, 0);
            check(repetitions, n, leaf.repetition(), "repetition");
        } else {
            rowsBegun += n;
        }
        definitionRuns.readLevels(definitions, entries, n, scratch);
        check(definitions, n, leaf.definition(), "definition");
        values.append(count(definitions, entries, n, leaf.definition()));
        if (entries == 0 && n > 0 && repetitions[0] != 0) {
            throw new MalformedException("a row begins with the repetition level " + repetitions[0]);
        }
        entries += n;
        left -= n;
    }

    private void reserve(int count) {
        if (count > ENTRIES_MAX) {
            throw new MalformedException("a row has more than " + ENTRIES_MAX + " entries");
        }
        if (definitions.length < count) {
            int length = Math.max(count, definitions.length * 2);
            memory.grow((length - definitions.length) * entryBytes());
            definitions = Arrays.copyOf(definitions, length);
            repetitions = Arrays.copyOf(repetitions, definitions.length);
        }
    }

    /// Of both levels, and of the value twice, as it is decoded and as the vector has it.
    private long entryBytes() {
        return 2 + 2L * Values.widthBytes(leaf.physicalType(), leaf.widthBytes());
    }

    private void check(byte[] levels, int n, int max, String kind) {
        int greatest = 0;
        for (int i = entries; i < entries + n; i++) {
            greatest = Math.max(greatest, levels[i]);
        }
        if (greatest > max) {
            throw new MalformedException("a " + kind + " level of " + greatest + "; the greatest is " + max);
        }
    }

    private static int count(byte[] levels, int from, int n, int level) {
        int count = 0;
        for (int i = from; i < from + n; i++) {
            count += levels[i] == level ? 1 : 0;
        }
        return count;
    }

    private void start(Page page, PageContent content) {
        left = page.values();
        repetitionRuns.start(
                content.levels(), content.repetitionFrom(), content.repetitionTo(), width(leaf.repetition()));
        definitionRuns.start(
                content.levels(), content.definitionFrom(), content.definitionTo(), width(leaf.definition()));
        values.start(page.encoding(), content.values(), content.valuesFrom(), content.valuesTo());
    }

    private static int width(int max) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    /// The entries of the first rows.
    ///
    /// @param rows not more than are ready
    LevelBatch batch(int rows) {
        int end = entries;
        if (leaf.repetition() == 0) {
            end = rows;
        } else if (rows < rowsBegun) {
            end = 0;
            for (int begun = 0; ; end++) {
                if (repetitions[end] == 0 && begun++ == rows) {
                    break;
                }
            }
        }
        return new LevelBatch(definitions, repetitions, end);
    }

    /// Takes values away as a vector of the leaf's type.
    Vector takeValues(int rows, Validity validity) {
        return pages.located(() -> {
            Vector vector = values.take(rows - validity.nullCount(), rows, validity);
            return isCoded ? vector : conversion.convert(vector);
        });
    }

    /// Forgets the entries of the first rows, whose values were taken.
    void drop(int rows, int batchEntries) {
        rowsBegun -= rows;
        entries -= batchEntries;
        System.arraycopy(definitions, batchEntries, definitions, 0, entries);
        System.arraycopy(repetitions, batchEntries, repetitions, 0, entries);
    }
}
