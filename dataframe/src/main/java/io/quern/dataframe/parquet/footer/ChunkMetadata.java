package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.thrift.CompactReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column chunk: the pages of one leaf column in one row group.
///
/// @param filePath of another file that holds the pages; null: this file
/// @param values entries of its pages, nulls and empty lists among them
/// @param dictionaryPageOffset 0 if not stated, though there may be a dictionary page
/// @param pageEncodings of each kind of page; empty if not stated
public record ChunkMetadata(
        @Nullable String filePath,
        boolean isEncrypted,
        PhysicalType type,
        CompressionCodec codec,
        long values,
        long uncompressedBytes,
        long compressedBytes,
        long dataPageOffset,
        long dictionaryPageOffset,
        RawStatistics statistics,
        List<PageEncoding> pageEncodings) {
    private static final int DATA_PAGE = 0;
    private static final int DATA_PAGE_V2 = 3;

    /// How many pages of a kind have an encoding.
    public record PageEncoding(int pageType, Encoding encoding, int pages) {
        static PageEncoding read(CompactReader in) {
            int pageType = 0;
            int encoding = 0;
            int pages = 0;
            while (in.next()) {
                switch (in.id()) {
                    case 1 -> pageType = in.i32();
                    case 2 -> encoding = in.i32();
                    case 3 -> pages = in.i32();
                    default -> in.skip();
                }
            }
            return new PageEncoding(pageType, Encoding.of(encoding), pages);
        }
    }

    /// Whether the footer proves that every value is one of the dictionary page's.
    public boolean isAllDictionary() {
        boolean isAny = false;
        for (PageEncoding each : pageEncodings) {
            if ((each.pageType == DATA_PAGE || each.pageType == DATA_PAGE_V2) && each.pages > 0) {
                if (!each.encoding.isDictionary()) {
                    return false;
                }
                isAny = true;
            }
        }
        return isAny;
    }

    /// Of the first page.
    public long start() {
        return dictionaryPageOffset > 0 ? Math.min(dictionaryPageOffset, dataPageOffset) : dataPageOffset;
    }

    static ChunkMetadata read(CompactReader in) {
        String filePath = null;
        boolean isEncrypted = false;
        ChunkMetadata metadata = null;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> filePath = in.string();
                case 3 -> metadata = in.struct(ChunkMetadata::readMetadata);
                case 8 -> {
                    isEncrypted = true;
                    in.skip();
                }
                default -> in.skip();
            }
        }
        if (metadata == null) {
            if (!isEncrypted) {
                throw new MalformedException("a column chunk has no metadata");
            }
            metadata = new ChunkMetadata(
                    null,
                    true,
                    PhysicalType.BYTE_ARRAY,
                    CompressionCodec.UNCOMPRESSED,
                    0,
                    0,
                    0,
                    0,
                    0,
                    RawStatistics.NONE,
                    List.of());
        }
        return metadata.in(filePath, isEncrypted);
    }

    private ChunkMetadata in(@Nullable String path, boolean encrypted) {
        return new ChunkMetadata(
                path,
                encrypted,
                type,
                codec,
                values,
                uncompressedBytes,
                compressedBytes,
                dataPageOffset,
                dictionaryPageOffset,
                statistics,
                pageEncodings);
    }

    private static ChunkMetadata readMetadata(CompactReader in) {
        PhysicalType type = null;
        CompressionCodec codec = null;
        long values = -1;
        long uncompressed = -1;
        long compressed = -1;
        long dataOffset = -1;
        long dictionaryOffset = 0;
        RawStatistics statistics = RawStatistics.NONE;
        List<PageEncoding> encodings = List.of();
        while (in.next()) {
            switch (in.id()) {
                case 1 -> type = PhysicalType.of(in.i32());
                case 4 -> codec = CompressionCodec.of(in.i32());
                case 5 -> values = in.i64();
                case 6 -> uncompressed = in.i64();
                case 7 -> compressed = in.i64();
                case 9 -> dataOffset = in.i64();
                case 11 -> dictionaryOffset = in.i64();
                case 12 -> statistics = in.struct(RawStatistics::read);
                case 13 -> encodings = in.structs(PageEncoding::read);
                default -> in.skip();
            }
        }
        if (type == null || codec == null || values < 0 || compressed < 0 || dataOffset < 0) {
            throw new MalformedException("a column chunk lacks its type, codec, number of values, size or offset");
        }
        return new ChunkMetadata(
                null,
                false,
                type,
                codec,
                values,
                uncompressed,
                compressed,
                dataOffset,
                dictionaryOffset,
                statistics,
                encodings);
    }
}
