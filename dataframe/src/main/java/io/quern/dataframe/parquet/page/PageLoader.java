package io.quern.dataframe.parquet.page;

import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.CompressionCodec;
import io.quern.dataframe.parquet.footer.Encoding;
import java.util.zip.CRC32;

/// Makes pages of one column chunk readable: checks the checksum, inflates, finds the levels. Its buffer is
/// used again for the next page.
public final class PageLoader {
    private final byte[] chunk;
    private final CompressionCodec codec;
    private final PageReading reading;
    private byte[] buffer = new byte[0];

    /// Counted for what decoders make of a whole page before they take values from it.
    private int rearrangedBytes;

    /// @param chunk the bytes that pages were found in, with eight more behind them
    public PageLoader(byte[] chunk, CompressionCodec codec, PageReading reading) {
        this.chunk = chunk;
        this.codec = codec;
        this.reading = reading;
    }

    /// @param repetitionMax greatest level of the column; 0: pages have no such levels. Likewise `definitionMax`
    /// @throws MalformedException if the page is corrupt
    public PageContent load(Page page, int repetitionMax, int definitionMax) {
        PageHeader header = page.header();
        verifyChecksum(page);
        PageContent content = content(page, header, repetitionMax, definitionMax);
        if (header.encoding() == Encoding.BYTE_STREAM_SPLIT || header.encoding() == Encoding.DELTA_BYTE_ARRAY) {
            int bytes = content.valuesTo() - content.valuesFrom();
            reading.memory().grow(Math.max(0, bytes - rearrangedBytes));
            rearrangedBytes = Math.max(bytes, rearrangedBytes);
        }
        return content;
    }

    private PageContent content(Page page, PageHeader header, int repetitionMax, int definitionMax) {
        return switch (header.kind()) {
            case DATA_V2 -> splitV2(page, header);
            case DATA -> {
                checkLevels(header, repetitionMax, definitionMax);
                yield splitV1(
                        inflate(page, page.from(), page.to(), header.uncompressedBytes()),
                        repetitionMax,
                        definitionMax);
            }
            case DICTIONARY, INDEX, UNKNOWN -> inflate(page, page.from(), page.to(), header.uncompressedBytes());
        };
    }

    private void verifyChecksum(Page page) {
        if (!reading.isChecksumVerified() || !page.header().hasChecksum()) {
            return;
        }
        CRC32 crc = new CRC32();
        crc.update(chunk, page.from(), page.header().compressedBytes());
        if ((int) crc.getValue() != page.header().checksum()) {
            throw new MalformedException(String.format(
                    "the checksum is %08x, of its bytes %08x: the page is corrupt",
                    page.header().checksum(), (int) crc.getValue()));
        }
    }

    private static void checkLevels(PageHeader header, int repetitionMax, int definitionMax) {
        if ((repetitionMax > 0 && header.repetitionEncoding() != Encoding.RLE)
                || (definitionMax > 0 && header.definitionEncoding() != Encoding.RLE)) {
            throw new MalformedException("levels are encoded as " + header.repetitionEncoding() + " and "
                    + header.definitionEncoding() + "; only RLE is supported");
        }
    }

    /// Everything as values.
    private PageContent inflate(Page page, int from, int to, int uncompressed) {
        if (codec == CompressionCodec.UNCOMPRESSED || !page.header().isCompressed()) {
            if (uncompressed != to - from) {
                throw new MalformedException("an uncompressed page of " + uncompressed + " bytes takes " + (to - from));
            }
            return new PageContent(chunk, from, from, from, from, chunk, from, to);
        }
        Decompressors.checkExpansion(codec, to - from, uncompressed);
        if (buffer.length < uncompressed + LittleEndian.PADDING) {
            int length = Math.toIntExact(uncompressed + (uncompressed >>> 3) + (long) LittleEndian.PADDING);
            reading.memory().grow(length - buffer.length);
            buffer = new byte[length];
        }
        if (uncompressed > 0) {
            reading.decompressors().decompress(codec, chunk, from, to - from, buffer, uncompressed);
        }
        return new PageContent(buffer, 0, 0, 0, 0, buffer, 0, uncompressed);
    }

    private static PageContent splitV1(PageContent whole, int repetitionMax, int definitionMax) {
        byte[] bytes = whole.values();
        int end = whole.valuesTo();
        int repetitionFrom = whole.valuesFrom();
        int repetitionTo = repetitionFrom;
        if (repetitionMax > 0) {
            repetitionFrom += Integer.BYTES;
            repetitionTo = levelsTo(bytes, repetitionFrom, end);
        }
        int definitionFrom = repetitionTo;
        int definitionTo = definitionFrom;
        if (definitionMax > 0) {
            definitionFrom += Integer.BYTES;
            definitionTo = levelsTo(bytes, definitionFrom, end);
        }
        return new PageContent(
                bytes, repetitionFrom, repetitionTo, definitionFrom, definitionTo, bytes, definitionTo, end);
    }

    private static int levelsTo(byte[] bytes, int from, int end) {
        if (from > end) {
            throw new MalformedException("it ends before its levels");
        }
        int length = LittleEndian.intAt(bytes, from - Integer.BYTES);
        if (length < 0 || length > end - from) {
            throw new MalformedException("levels of " + length + " bytes where " + (end - from) + " are left");
        }
        return from + length;
    }

    private PageContent splitV2(Page page, PageHeader header) {
        int repetition = header.repetitionBytes();
        int definition = header.definitionBytes();
        if (repetition < 0
                || definition < 0
                || (long) repetition + definition > header.compressedBytes()
                || (long) repetition + definition > header.uncompressedBytes()) {
            throw new MalformedException("levels of " + repetition + " and " + definition + " bytes in a page of "
                    + header.compressedBytes());
        }
        int definitionFrom = page.from() + repetition;
        int valuesFrom = definitionFrom + definition;
        int uncompressed = header.uncompressedBytes() - repetition - definition;
        PageContent values = inflate(page, valuesFrom, page.to(), uncompressed);
        return new PageContent(
                chunk,
                page.from(),
                definitionFrom,
                definitionFrom,
                valuesFrom,
                values.values(),
                values.valuesFrom(),
                values.valuesTo());
    }
}
