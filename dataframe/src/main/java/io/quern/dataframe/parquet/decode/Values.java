package io.quern.dataframe.parquet.decode;

import static java.util.Objects.requireNonNull;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.parquet.footer.PhysicalType;
import org.jspecify.annotations.Nullable;

/// Values of a leaf column on their way from pages into vectors: pages are started, values appended without gaps for
/// nulls, and taken from the front, spread over the rows that hold one.
///
/// Arrays have an entry more than values, so that spreading may look one behind the last.
public abstract class Values {
    /// Bytes of text in one batch; more is refused, for offsets are ints.
    static final int BATCH_BYTES_MAX = 1 << 30;

    private int size;
    private @Nullable CodeDecoder codes;
    private boolean isCoded;
    private int[] scratch = new int[0];

    /// For values of that type, in whatever encoding; dictionary-encoded ones are looked up.
    ///
    /// @param memory counts text, of which nobody knows before how long it is
    public static Values of(PhysicalType type, int widthBytes, Reservation memory) {
        return switch (type) {
            case BOOLEAN -> new BooleanValues();
            case INT32 -> new IntValues();
            case INT64 -> new LongValues();
            case INT96 -> new FixedBytesValues(12, memory);
            case FLOAT -> new FloatValues();
            case DOUBLE -> new DoubleValues();
            case BYTE_ARRAY -> new BytesValues(memory);
            case FIXED_LEN_BYTE_ARRAY -> new FixedBytesValues(widthBytes, memory);
        };
    }

    /// What a value takes in an array, its bytes of text apart.
    public static int widthBytes(PhysicalType type, int fixedBytes) {
        return switch (type) {
            case BOOLEAN -> 1;
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> 12;
            case BYTE_ARRAY -> Integer.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> fixedBytes;
        };
    }

    /// Begins with the values of a page. The bytes must stay as they are until its last value is appended, and have
    /// eight more behind `to`.
    ///
    /// @throws MalformedException if the encoding is not one of the type, or its beginning is broken
    public void start(Encoding encoding, byte[] page, int from, int to) {
        isCoded = encoding.isDictionary();
        if (!isCoded) {
            startPlain(encoding, page, from, to);
        } else if (codes != null) {
            codes.start(page, from, to);
        } else {
            throw new MalformedException("it is dictionary-encoded and there is no dictionary");
        }
    }

    /// Sets what codes of dictionary-encoded pages stand for.
    ///
    /// @param dictionary of the physical type, as [#take] makes it
    public void useDictionary(Vector dictionary) {
        codes = new CodeDecoder(dictionary.length());
        setDictionary(dictionary);
    }

    /// Makes room for so many values.
    public abstract void reserve(int count);

    /// Decodes the next values of the page.
    ///
    /// @throws MalformedException if there are not so many, or they are broken
    public final void append(int count) {
        if (count > 0) {
            reserve(size + count);
            if (isCoded) {
                lookUp(count);
            } else {
                decode(size, count);
            }
            size += count;
        }
    }

    /// Values appended and not taken.
    public final int size() {
        return size;
    }

    /// Takes the first values away as a vector of the physical type.
    ///
    /// @param present how many values: as many as rows that are valid
    /// @param rows length of the vector
    public final Vector take(int present, int rows, Validity validity) {
        reserve(size);
        Vector vector = vector(present, rows, validity);
        size -= present;
        drop(present, size);
        return vector;
    }

    private void lookUp(int count) {
        if (scratch.length < count) {
            scratch = new int[count];
        }
        requireNonNull(codes).read(scratch, 0, count);
        gather(scratch, size, count);
    }

    /// Begins with a page that is not dictionary-encoded.
    abstract void startPlain(Encoding encoding, byte[] page, int from, int to);

    abstract void setDictionary(Vector dictionary);

    /// Puts the dictionary's entries of these codes to the places from `at` on, for which there is room.
    abstract void gather(int[] entries, int at, int count);

    /// Decodes values to the places from `at` on, for which there is room.
    abstract void decode(int at, int count);

    abstract Vector vector(int present, int rows, Validity validity);

    /// Moves values to the front.
    abstract void drop(int count, int left);

    /// Whether the array itself can become the vector's: nothing is left for later, no nulls between, little waste.
    final boolean canGiveUp(int present, int rows, int capacity) {
        return present == rows && present == size && capacity <= present + (present >>> 1) + 64;
    }

    static MalformedException notEnough(int count, long available) {
        return new MalformedException("it has " + available + " values left where " + count + " are needed");
    }

    static MalformedException unsupported(Encoding encoding, String type) {
        return new MalformedException("values of " + type + " are encoded as " + encoding);
    }

    static int grown(int capacity, int needed) {
        return Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, capacity + (capacity >> 1) + 1L));
    }
}
