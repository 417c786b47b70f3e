package io.quern.dataframe.text;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.builder.BytesVectorBuilder;
import io.quern.dataframe.type.DataType;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads one file of text lines, batch by batch. For one thread.
public final class TextLinesReader implements Closeable {
    private static final int BATCH_ROWS = 16_384;
    private static final int BATCH_BYTES = 8 << 20;
    private static final int LINE_BYTES_MAX = 256 << 20;
    private static final int BUFFER_BYTES = 128 * 1024;

    /// Its own, and that of who unpacks.
    private static final int BUFFERS = 2;

    /// Texts under construction, in an array that is doubled, and those that were built.
    private static final int BATCH_COPIES = 3;

    private static final int BEGUN_BYTES_MIN = 256;
    private static final int OFFSET_BYTES = 2 * Integer.BYTES;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] GZIP_MAGIC = {0x1F, (byte) 0x8B};

    private final String name;
    private final InputStream in;
    private final Reservation memory;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /// Of the longest batch so far.
    private long countedBytes;

    private int position;
    private int limit;
    private boolean isAtEnd;
    private byte[] begun = {};
    private int begunLength;
    private long lines;

    private TextLinesReader(String name, InputStream in, Reservation memory) {
        this.name = name;
        this.in = in;
        this.memory = memory;
    }

    /// @param memory counts what the reader takes, before it takes it; the last batch counts
    /// @throws QuernException if there is no such file
    public static TextLinesReader open(Path file, Reservation memory) throws IOException {
        memory.grow(BUFFERS * BUFFER_BYTES);
        try {
            return open(file.toString(), Files.newInputStream(file), memory);
        } catch (NoSuchFileException e) {
            throw QuernException.user("there is no file " + file, e);
        }
    }

    /// @param name for messages
    static TextLinesReader open(String name, InputStream source, Reservation memory) throws IOException {
        PushbackInputStream peeked = new PushbackInputStream(source, BYTE_ORDER_MARK.length);
        InputStream content = startsWith(peeked, GZIP_MAGIC) ? unpacked(name, peeked) : peeked;
        PushbackInputStream text = new PushbackInputStream(content, BYTE_ORDER_MARK.length);
        if (startsWith(text, BYTE_ORDER_MARK)) {
            text.skipNBytes(BYTE_ORDER_MARK.length);
        }
        return new TextLinesReader(name, text, memory);
    }

    private static InputStream unpacked(String name, InputStream packed) throws IOException {
        try {
            return new GZIPInputStream(packed, BUFFER_BYTES);
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
    }

    private static boolean startsWith(PushbackInputStream in, byte[] wanted) throws IOException {
        byte[] start = in.readNBytes(wanted.length);
        in.unread(start);
        return Arrays.equals(start, wanted);
    }

    /// The next lines, or null at the end of the file.
    ///
    /// @throws QuernException if the file is damaged gzip, or a line is too long; names the file
    public @Nullable Batch next() throws IOException {
        BytesVectorBuilder values = new BytesVectorBuilder(DataType.STRING, BATCH_ROWS);
        long bytes = 0;
        while (values.length() < BATCH_ROWS && bytes < BATCH_BYTES && hasMore()) {
            int end = indexOfLineFeed();
            if (end < 0) {
                keepBegun(limit);
                position = limit;
                continue;
            }
            count(bytes + begunLength + end - position, values.length() + 1);
            bytes += appendLine(values, end);
            position = end + 1;
        }
        if (isAtEnd && begunLength > 0) {
            count(bytes + begunLength, values.length() + 1);
            appendLine(values, position);
        }
        return values.length() == 0 ? null : new Batch(TextLines.SCHEMA, values.length(), List.of(values.build()));
    }

    /// Reserves for a batch of so many bytes.
    private void count(long bytes, int rows) {
        long needed = BATCH_COPIES * bytes + (long) OFFSET_BYTES * rows;
        if (needed > countedBytes) {
            memory.grow(needed - countedBytes);
            countedBytes = needed;
        }
    }

    private boolean hasMore() throws IOException {
        if (position < limit) {
            return true;
        }
        try {
            limit = Math.max(0, in.read(buffer));
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
        position = 0;
        isAtEnd = limit == 0;
        return !isAtEnd;
    }

    private int indexOfLineFeed() {
        for (int at = position; at < limit; at++) {
            if (buffer[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    /// Appends what was begun before and what stands in the buffer before `end`; gives its bytes.
    private int appendLine(BytesVectorBuilder values, int end) {
        if (begunLength == 0) {
            return append(values, buffer, position, end);
        }
        keepBegun(end);
        int length = begunLength;
        begunLength = 0;
        return append(values, begun, 0, length);
    }

    private int append(BytesVectorBuilder values, byte[] source, int from, int to) {
        int end = to > from && source[to - 1] == '\r' ? to - 1 : to;
        lines++;
        if (isAscii(source, from, end)) {
            values.append(source, from, end - from);
        } else {
            // Decoding replaces what is not UTF-8; for what is, it changes nothing.
            values.append(new String(source, from, end - from, StandardCharsets.UTF_8));
        }
        return end - from;
    }

    private static boolean isAscii(byte[] source, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= source[i];
        }
        return all >= 0;
    }

    private void keepBegun(int end) {
        int more = end - position;
        if (begunLength + more > LINE_BYTES_MAX) {
            throw QuernException.user("line " + (lines + 1) + " of " + name + " is longer than " + LINE_BYTES_MAX
                    + " bytes; it is probably not a text file");
        }
        if (begun.length - begunLength < more) {
            int length = Math.max(begunLength + more, Math.max(BEGUN_BYTES_MIN, begun.length * 2));
            memory.grow(length);
            int before = begun.length;
            begun = Arrays.copyOf(begun, length);
            memory.shrink(before);
        }
        System.arraycopy(buffer, position, begun, begunLength, more);
        begunLength += more;
    }

    private static QuernException damaged(String name, IOException cause) {
        return QuernException.user(name + " is damaged gzip: " + cause.getMessage(), cause);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
