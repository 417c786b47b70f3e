package io.quern.dataframe.parquet.page;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.thrift.CompactReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pages of a column chunk, found by walking from header to header before any of them is inflated: so it is
/// known from the start which are dictionary-encoded, and that their entries add up.
///
/// @param dictionary null if there is none
/// @param data in order
public record ChunkPages(@Nullable Page dictionary, List<Page> data) {
    /// Walks over the part of `bytes` from `from` until pages of `values` entries are found.
    ///
    /// @param to before which pages begin
    /// @param slackTo before which the last one ends
    /// @throws MalformedException if headers are broken, or the entries of pages do not add up to `values`
    public static ChunkPages scan(byte[] bytes, int from, int to, int slackTo, long values) {
        Page dictionary = null;
        List<Page> data = new ArrayList<>();
        long found = 0;
        int at = from;
        for (int number = 0; found < values; number++) {
            if (at >= to) {
                throw new MalformedException("its pages have " + found + " values, the footer says " + values + " in "
                        + (to - from) + " bytes");
            }
            Page page = page(bytes, at, slackTo, number);
            at = page.to();
            if (page.header().kind() == PageHeader.Kind.DICTIONARY) {
                if (dictionary != null || !data.isEmpty()) {
                    throw new MalformedException("page " + number + " is a dictionary page that is not the first page");
                }
                dictionary = page;
            } else if (page.header().isData()) {
                data.add(page);
                found += page.values();
            }
        }
        if (found != values) {
            throw new MalformedException("its pages have " + found + " values, the footer says " + values);
        }
        checkDictionary(dictionary, data);
        return new ChunkPages(dictionary, List.copyOf(data));
    }

    /// Whether every value is an entry of the dictionary page.
    public boolean isAllDictionary() {
        return dictionary != null
                && data.stream().allMatch(page -> page.encoding().isDictionary());
    }

    private static Page page(byte[] bytes, int at, int to, int number) {
        try {
            CompactReader in = new CompactReader(bytes, at, to);
            PageHeader header = PageHeader.read(in);
            if (header.compressedBytes() > to - in.position()) {
                throw new MalformedException("it has " + header.compressedBytes() + " bytes where "
                        + (to - in.position()) + " are left in the column chunk");
            }
            return new Page(header, number, in.position());
        } catch (MalformedException e) {
            throw new MalformedException("page " + number + ": " + e.getMessage(), e);
        }
    }

    private static void checkDictionary(@Nullable Page dictionary, List<Page> data) {
        if (dictionary != null) {
            return;
        }
        for (Page page : data) {
            if (page.encoding().isDictionary() && page.values() > 0) {
                throw new MalformedException(
                        "page " + page.number() + " is dictionary-encoded and there is no dictionary page");
            }
        }
    }
}
