package io.quern.dataframe.parquet.page;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.parquet.thrift.CompactReader;

/// What stands before a page.
///
/// @param checksum CRC32 of the bytes that follow, as stored; meaningless without `hasChecksum`
/// @param values entries, nulls among them
/// @param definitionBytes of the level block that a [Kind#DATA_V2] has before its values; -1 in other kinds, whose
/// blocks
///     begin with their length
/// @param isCompressed whether the values of a [Kind#DATA_V2] are; true in other kinds
record PageHeader(
        Kind kind,
        int uncompressedBytes,
        int compressedBytes,
        boolean hasChecksum,
        int checksum,
        int values,
        Encoding encoding,
        Encoding definitionEncoding,
        Encoding repetitionEncoding,
        int definitionBytes,
        int repetitionBytes,
        boolean isCompressed) {
    enum Kind {
        DATA,
        INDEX,
        DICTIONARY,
        DATA_V2,
        /// Of a later version of the format: passed over.
        UNKNOWN
    }

    private record Content(
            int values,
            Encoding encoding,
            Encoding definitionEncoding,
            Encoding repetitionEncoding,
            int definitionBytes,
            int repetitionBytes,
            boolean isCompressed) {}

    private static final Content NO_CONTENT = new Content(0, Encoding.PLAIN, Encoding.RLE, Encoding.RLE, -1, -1, true);

    /// @throws MalformedException if the bytes are not a page header, or its sizes are negative
    static PageHeader read(CompactReader in) {
        int type = -1;
        int uncompressed = -1;
        int compressed = -1;
        boolean hasChecksum = false;
        int checksum = 0;
        Content v1 = null;
        Content dictionary = null;
        Content v2 = null;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> type = in.i32();
                case 2 -> uncompressed = in.i32();
                case 3 -> compressed = in.i32();
                case 4 -> {
                    hasChecksum = true;
                    checksum = in.i32();
                }
                case 5 -> v1 = in.struct(PageHeader::dataPage);
                case 7 -> dictionary = in.struct(PageHeader::dictionaryPage);
                case 8 -> v2 = in.struct(PageHeader::dataPageV2);
                default -> in.skip();
            }
        }
        Kind kind = kind(type);
        Content content = switch (kind) {
            case DATA -> v1;
            case DICTIONARY -> dictionary;
            case DATA_V2 -> v2;
            case INDEX, UNKNOWN -> NO_CONTENT;
        };
        if (content == null) {
            throw new MalformedException("a page of kind " + kind + " lacks its own header");
        }
        if (uncompressed < 0 || compressed < 0 || content.values < 0) {
            throw new MalformedException("a page has " + content.values + " values in " + compressed + " bytes, "
                    + uncompressed + " uncompressed");
        }
        return new PageHeader(
                kind,
                uncompressed,
                compressed,
                hasChecksum,
                checksum,
                content.values,
                content.encoding,
                content.definitionEncoding,
                content.repetitionEncoding,
                content.definitionBytes,
                content.repetitionBytes,
                content.isCompressed);
    }

    boolean isData() {
        return kind == Kind.DATA || kind == Kind.DATA_V2;
    }

    private static Kind kind(int type) {
        return switch (type) {
            case 0 -> Kind.DATA;
            case 1 -> Kind.INDEX;
            case 2 -> Kind.DICTIONARY;
            case 3 -> Kind.DATA_V2;
            default -> Kind.UNKNOWN;
        };
    }

    private static Content dataPage(CompactReader in) {
        int values = -1;
        Encoding encoding = Encoding.PLAIN;
        Encoding definition = Encoding.RLE;
        Encoding repetition = Encoding.RLE;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> values = in.i32();
                case 2 -> encoding = Encoding.of(in.i32());
                case 3 -> definition = Encoding.of(in.i32());
                case 4 -> repetition = Encoding.of(in.i32());
                default -> in.skip();
            }
        }
        return new Content(values, encoding, definition, repetition, -1, -1, true);
    }

    private static Content dictionaryPage(CompactReader in) {
        int values = -1;
        Encoding encoding = Encoding.PLAIN;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> values = in.i32();
                case 2 -> encoding = Encoding.of(in.i32());
                default -> in.skip();
            }
        }
        return new Content(values, encoding, Encoding.RLE, Encoding.RLE, -1, -1, true);
    }

    private static Content dataPageV2(CompactReader in) {
        int values = -1;
        Encoding encoding = Encoding.PLAIN;
        int definitionBytes = 0;
        int repetitionBytes = 0;
        boolean isCompressed = true;
        while (in.next()) {
            switch (in.id()) {
                case 1 -> values = in.i32();
                case 4 -> encoding = Encoding.of(in.i32());
                case 5 -> definitionBytes = in.i32();
                case 6 -> repetitionBytes = in.i32();
                case 7 -> isCompressed = in.bool();
                default -> in.skip();
            }
        }
        return new Content(
                values, encoding, Encoding.RLE, Encoding.RLE, definitionBytes, repetitionBytes, isCompressed);
    }
}
