package io.quern.dataframe.parquet.column;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.decode.Values;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.parquet.page.ChunkPages;
import io.quern.dataframe.parquet.page.Page;
import io.quern.dataframe.parquet.page.PageContent;
import io.quern.dataframe.parquet.page.PageLoader;
import io.quern.dataframe.parquet.page.PageReading;
import io.quern.dataframe.parquet.schema.Node;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The pages of one leaf column in turn.
final class LeafPages {
    /// A dictionary as it is stored, and as its column's type has it.
    private static final int DICTIONARY_COPIES = 2;

    private final Node.Leaf leaf;
    private final ChunkPages pages;
    private final PageLoader loader;
    private final Reservation memory;
    private int next;
    private int current = -1;

    LeafPages(ChunkBytes chunk, PageReading reading) {
        this.leaf = chunk.leaf();
        this.pages = located(() -> ChunkPages.scan(
                chunk.data(),
                chunk.from(),
                chunk.to(),
                chunk.slackTo(),
                chunk.metadata().values()));
        this.loader = new PageLoader(chunk.data(), chunk.metadata().codec(), reading);
        this.memory = reading.memory();
    }

    /// Whether every value is an entry of the dictionary.
    boolean isAllDictionary() {
        return pages.isAllDictionary();
    }

    boolean hasDictionary() {
        return pages.dictionary() != null;
    }

    /// Entries of the dictionary, of the physical type.
    Vector dictionary() {
        Page page = pages.dictionary();
        if (page == null) {
            throw new IllegalStateException("no dictionary page");
        }
        current = page.number();
        if (page.encoding() != Encoding.PLAIN && page.encoding() != Encoding.PLAIN_DICTIONARY) {
            throw new MalformedException("a dictionary is encoded as " + page.encoding());
        }
        PageContent content = loader.load(page, 0, 0);
        checkEntries(page.values(), content.valuesTo() - content.valuesFrom());
        memory.grow(
                DICTIONARY_COPIES * (content.valuesTo() - content.valuesFrom() + (long) Integer.BYTES * page.values()));
        Values values = Values.of(leaf.physicalType(), leaf.widthBytes(), Reservation.unbounded());
        values.start(Encoding.PLAIN, content.values(), content.valuesFrom(), content.valuesTo());
        values.append(page.values());
        return values.take(page.values(), page.values(), Validity.ALL);
    }

    /// Refuses more entries than bytes can hold, before memory is taken for them.
    private void checkEntries(int entries, int bytes) {
        int least = switch (leaf.physicalType()) {
            case BOOLEAN -> throw new MalformedException("booleans have a dictionary");
            case INT32, FLOAT, BYTE_ARRAY -> 4;
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> leaf.widthBytes();
        };
        if (entries > bytes / least) {
            throw new MalformedException("a dictionary of " + entries + " entries in " + bytes + " bytes");
        }
    }

    /// The page that [#load(PageUse)] will load: null at the end.
    @Nullable
    Page peek() {
        List<Page> data = pages.data();
        while (next < data.size() && data.get(next).values() == 0) {
            next++;
        }
        return next < data.size() ? data.get(next) : null;
    }

    /// The page after the one that [#load(PageUse)] will load, and so on; pages without values among them.
    List<Page> ahead() {
        return pages.data().subList(next, pages.data().size());
    }

    /// Loads the next page that has values.
    Page load(PageUse use) {
        Page page = peek();
        if (page == null) {
            throw new MalformedException("it has fewer rows than its row group");
        }
        next++;
        current = page.number();
        use.start(page, loader.load(page, leaf.repetition(), leaf.definition()));
        return page;
    }

    /// What is done with a page before the next one is loaded.
    interface PageUse {
        void start(Page page, PageContent content);
    }

    /// Runs what reads pages; its errors will name the column and the page.
    <T> T located(Supplier<T> action) {
        try {
            return action.get();
        } catch (MalformedException e) {
            throw new MalformedException(where() + e.getMessage(), e);
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            // Kernels leave it to the bounds of arrays to stop at what a corrupt page makes them look at.
            throw new MalformedException(where() + "it is corrupt: " + e.getMessage(), e);
        }
    }

    private String where() {
        return "column '" + leaf.path() + "', " + (current < 0 ? "" : "page " + current + ": ");
    }
}
