package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.footer.Encoding;
import java.util.Arrays;

/// Values left as codes into the dictionary of their chunk.
public final class CodeValues extends Values {
    private final Vector dictionary;
    private final CodeDecoder decoder;
    private int[] codes = new int[0];

    /// @param dictionary what vectors will refer to, of the logical type
    public CodeValues(Vector dictionary) {
        this.dictionary = dictionary;
        this.decoder = new CodeDecoder(dictionary.length());
    }

    @Override
    public void start(Encoding encoding, byte[] page, int from, int to) {
        if (!encoding.isDictionary()) {
            throw unsupported(encoding, "a dictionary");
        }
        decoder.start(page, from, to);
    }

    @Override
    void startPlain(Encoding encoding, byte[] page, int from, int to) {
        throw unsupported(encoding, "a dictionary");
    }

    @Override
    void setDictionary(Vector other) {
        throw new IllegalStateException("codes keep the dictionary that they were made with");
    }

    @Override
    void gather(int[] entries, int at, int count) {
        System.arraycopy(entries, 0, codes, at, count);
    }

    @Override
    public void reserve(int count) {
        if (codes.length <= count) {
            codes = Arrays.copyOf(codes, grown(codes.length, count + 1));
        }
    }

    @Override
    void decode(int at, int count) {
        decoder.read(codes, at, count);
    }

    @Override
    Vector vector(int present, int rows, Validity validity) {
        int[] out;
        if (canGiveUp(present, rows, codes.length)) {
            out = codes;
            codes = new int[0];
        } else {
            out = Spread.ints(codes, present, rows, validity);
        }
        return new DictionaryVector(rows, validity, out, dictionary);
    }

    @Override
    void drop(int count, int left) {
        if (left > 0) {
            System.arraycopy(codes, count, codes, 0, left);
        }
    }
}
