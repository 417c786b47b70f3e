package io.quern.dataframe.parquet.column;

import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
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
import org.jspecify.annotations.Nullable;

/// A column of values that is not nested: an entry a row, definition levels 0 and 1, which are the validity bits
/// themselves.
///
/// Dictionary-encoded pages become codes into one dictionary of the whole chunk; where other pages follow, vectors
/// end.
public final class FlatColumn implements ColumnReader {
    private final Node.Leaf leaf;
    private final LeafPages pages;
    private final Conversion conversion;
    private final Values plain;
    private final HybridDecoder levels = new HybridDecoder();
    private @Nullable CodeValues codes;
    private boolean isCoded;
    private int left;

    /// @param type the leaf's, or of times one of another unit
    public FlatColumn(ChunkBytes chunk, DataType type, PageReading reading) {
        this.leaf = chunk.leaf();
        this.pages = new LeafPages(chunk, reading);
        this.conversion = Conversions.of(leaf, type);
        this.plain = Values.of(leaf.physicalType(), leaf.widthBytes(), reading.memory());
    }

    @Override
    public int ready(int rowsMax) {
        Page first = pages.peek();
        if (left == 0 && first == null) {
            return 0;
        }
        boolean isNextCoded =
                left > 0 ? isCoded : first != null && first.encoding().isDictionary();
        long rows = left;
        for (Page page : pages.ahead()) {
            if (rows >= rowsMax || (page.values() > 0 && page.encoding().isDictionary() != isNextCoded)) {
                break;
            }
            rows += page.values();
        }
        return (int) Math.min(rows, rowsMax);
    }

    @Override
    public boolean isAtEnd() {
        return left == 0 && pages.peek() == null;
    }

    @Override
    public Vector read(int rows) {
        return pages.located(() -> readRows(rows));
    }

    private Vector readRows(int rows) {
        pageRows();
        Values values = values();
        values.reserve(rows);
        Validity validity = leaf.definition() == 0 ? readRequired(values, rows) : readOptional(values, rows);
        Vector vector = values.take(rows - validity.nullCount(), rows, validity);
        return isCoded ? vector : conversion.convert(vector);
    }

    private Validity readRequired(Values values, int rows) {
        int done = 0;
        while (done < rows) {
            int n = Math.min(rows - done, pageRows());
            values.append(n);
            left -= n;
            done += n;
        }
        return Validity.ALL;
    }

    private Validity readOptional(Values values, int rows) {
        long[] words = new long[Validity.words(rows)];
        int done = 0;
        while (done < rows) {
            int n = Math.min(rows - done, pageRows());
            values.append(levels.readBits(words, done, n));
            left -= n;
            done += n;
        }
        return Validity.of(words, rows);
    }

    private int pageRows() {
        if (left == 0) {
            Page page = pages.peek();
            if (codes == null && page != null && page.encoding().isDictionary()) {
                // Before the page, for it is read through the same buffer.
                codes = new CodeValues(conversion.convert(pages.dictionary()));
            }
            pages.load(this::start);
        }
        return left;
    }

    private void start(Page page, PageContent content) {
        left = page.values();
        isCoded = page.encoding().isDictionary();
        if (leaf.definition() > 0) {
            levels.start(content.levels(), content.definitionFrom(), content.definitionTo(), 1);
        }
        values().start(page.encoding(), content.values(), content.valuesFrom(), content.valuesTo());
    }

    private Values values() {
        if (!isCoded) {
            return plain;
        }
        if (codes == null) {
            throw new IllegalStateException("codes before their dictionary");
        }
        return codes;
    }
}
