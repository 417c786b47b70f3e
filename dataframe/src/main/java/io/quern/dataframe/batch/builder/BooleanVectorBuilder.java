package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Builds a [BooleanVector].
public final class BooleanVectorBuilder implements VectorBuilder {
    private final DataType type;
    private final NullMarks nulls = new NullMarks();
    private long[] words;
    private int length;

    public BooleanVectorBuilder(DataType type, int capacity) {
        this.type = type;
        this.words = new long[Validity.words(capacity)];
    }

    public void append(boolean value) {
        int word = length >>> 6;
        if (word == words.length) {
            words = Arrays.copyOf(words, Growth.grown(word, word + 1L));
        }
        if (value) {
            words[word] |= 1L << length;
        }
        length = Math.addExact(length, 1);
    }

    @Override
    public DataType type() {
        return type;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long arrayBytes() {
        return 8L * words.length;
    }

    @Override
    public void appendNull() {
        nulls.mark(length);
        append(false);
    }

    @Override
    public BooleanVector build() {
        return new BooleanVector(type, length, nulls.toValidity(length), Arrays.copyOf(words, Validity.words(length)));
    }
}
