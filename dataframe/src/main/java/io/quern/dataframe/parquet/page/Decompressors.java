package io.quern.dataframe.parquet.page;

import io.airlift.compress.v3.Decompressor;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4Decompressor;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.airlift.compress.v3.zstd.ZstdDecompressor;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.CompressionCodec;
import org.jspecify.annotations.Nullable;

/// The codecs of pages, each made when it is first needed and used again after. One thread at a time.
public final class Decompressors implements AutoCloseable {
    /// What a page's compressed bytes can become at most, a byte; a header that claims more lies. Deflate's
    /// limit is 1032, of LZ4 255, of Snappy 64 (a copy of 64 bytes takes 3), of Zstandard 128 KiB in a block of
    /// 4.
    private static final int GZIP_EXPANSION = 1032;

    private static final int SNAPPY_EXPANSION = 64;
    private static final int LZ4_EXPANSION = 256;
    private static final int ZSTD_EXPANSION = 1 << 15;
    private static final int EXPANSION_BASE_BYTES = 64;
    private static final int PAGE_BYTES_MAX = Integer.MAX_VALUE - 1024;

    private @Nullable GzipDecompressor gzip;
    private @Nullable SnappyDecompressor snappy;
    private @Nullable ZstdDecompressor zstd;
    private @Nullable Lz4Decompressor lz4;

    /// Refuses a size that the codec cannot reach, before memory is taken for it.
    static void checkExpansion(CompressionCodec codec, int compressed, int uncompressed) {
        long factor = switch (codec) {
            case UNCOMPRESSED -> 1;
            case SNAPPY -> SNAPPY_EXPANSION;
            case GZIP -> GZIP_EXPANSION;
            case LZ4, LZ4_RAW -> LZ4_EXPANSION;
            case ZSTD -> ZSTD_EXPANSION;
            case LZO, BROTLI -> throw unsupported(codec);
        };
        if (uncompressed > (compressed + EXPANSION_BASE_BYTES) * factor || uncompressed > PAGE_BYTES_MAX) {
            throw new MalformedException(compressed + " bytes of " + codec + " cannot become the " + uncompressed
                    + " that the page header says");
        }
    }

    /// Fills the first `uncompressed` bytes of `out`.
    ///
    /// @throws MalformedException if the bytes are corrupt, or become more or less than that
    void decompress(CompressionCodec codec, byte[] in, int from, int length, byte[] out, int uncompressed) {
        try {
            switch (codec) {
                case GZIP -> gzip().decompress(in, from, length, out, uncompressed);
                case SNAPPY -> run(snappy(), codec, in, from, length, out, uncompressed);
                case ZSTD -> run(zstd(), codec, in, from, length, out, uncompressed);
                case LZ4_RAW -> run(lz4(), codec, in, from, length, out, uncompressed);
                case LZ4 -> {
                    if (!HadoopLz4.isFramed(in, from, length, uncompressed)) {
                        run(lz4(), codec, in, from, length, out, uncompressed);
                    } else {
                        HadoopLz4.decompress(lz4(), in, from, length, out);
                    }
                }
                case UNCOMPRESSED -> System.arraycopy(in, from, out, 0, length);
                case LZO, BROTLI -> throw unsupported(codec);
            }
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MalformedException("its " + length + " bytes of " + codec + " are corrupt: " + e.getMessage(), e);
        }
    }

    private static void run(
            Decompressor decompressor,
            CompressionCodec codec,
            byte[] in,
            int from,
            int length,
            byte[] out,
            int uncompressed) {
        int count = decompressor.decompress(in, from, length, out, 0, uncompressed);
        if (count != uncompressed) {
            throw new MalformedException(
                    "its " + codec + " became " + count + " bytes, the page header says " + uncompressed);
        }
    }

    private static MalformedException unsupported(CompressionCodec codec) {
        return new MalformedException("compression " + codec
                + " is not supported; write the file with gzip, snappy, zstd, lz4_raw or without compression");
    }

    private GzipDecompressor gzip() {
        if (gzip == null) {
            gzip = new GzipDecompressor();
        }
        return gzip;
    }

    private SnappyDecompressor snappy() {
        if (snappy == null) {
            snappy = SnappyDecompressor.create();
        }
        return snappy;
    }

    private ZstdDecompressor zstd() {
        if (zstd == null) {
            zstd = ZstdDecompressor.create();
        }
        return zstd;
    }

    private Lz4Decompressor lz4() {
        if (lz4 == null) {
            lz4 = Lz4Decompressor.create();
        }
        return lz4;
    }

    @Override
    public void close() {
        if (gzip != null) {
            gzip.close();
        }
    }
}
