package io.quern.dataframe.parquet.page;

import io.quern.dataframe.parquet.footer.Encoding;

/// A page and where its bytes lie in the bytes of its chunk.
public final class Page {
    private final PageHeader header;
    private final int number;
    private final int from;

    Page(PageHeader header, int number, int from) {
        this.header = header;
        this.number = number;
        this.from = from;
    }

    /// Counted from 0 in the chunk, the dictionary page among them.
    public int number() {
        return number;
    }

    /// Entries, nulls among them; of a dictionary page its entries.
    public int values() {
        return header.values();
    }

    public Encoding encoding() {
        return header.encoding();
    }

    PageHeader header() {
        return header;
    }

    /// Of the first byte after the header.
    int from() {
        return from;
    }

    int to() {
        return from + header.compressedBytes();
    }
}
