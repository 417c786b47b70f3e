package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;

/// Which rows hold a value, over vectors of any encoding.
public final class Validities {
    private Validities() {}

    /// Validity row by row, null dictionary entries included.
    public static Validity of(Vector vector) {
        if (vector instanceof DictionaryVector dictionary
                && dictionary.dictionary().validity().hasNulls()) {
            return ofNullEntries(dictionary);
        }
        return vector.validity();
    }

    /// Whether every row is null whatever the rows are.
    public static boolean isNullConstant(Vector vector) {
        return vector instanceof NullVector
                || (vector instanceof ConstantVector constant
                        && constant.value().isNull(0));
    }

    /// Rows that are valid in both.
    public static Validity and(Validity left, Validity right, int length) {
        if (!left.hasNulls()) {
            return right;
        }
        if (!right.hasNulls()) {
            return left;
        }
        long[] words = new long[Validity.words(length)];
        for (int i = 0; i < words.length; i++) {
            words[i] = left.words()[i] & right.words()[i];
        }
        return Validity.of(words, length);
    }

    /// True where the vector is null, or with `isNegated` where it is not.
    public static BooleanVector nullTest(Vector vector, int length, boolean isNegated) {
        long[] words = of(vector).toWords(length);
        if (!isNegated) {
            for (int i = 0; i < words.length; i++) {
                words[i] = ~words[i];
            }
        }
        return new BooleanVector(DataType.BOOLEAN, length, Validity.ALL, words);
    }

    private static Validity ofNullEntries(DictionaryVector vector) {
        int length = vector.length();
        long[] words = vector.validity().toWords(length);
        int[] codes = vector.codes();
        Validity entries = vector.dictionary().validity();
        boolean hasNulls = vector.validity().hasNulls();
        for (int row = 0; row < length; row++) {
            if ((!hasNulls || (words[row >>> 6] >>> row & 1) != 0) && entries.isNull(codes[row])) {
                words[row >>> 6] &= ~(1L << row);
            }
        }
        return Validity.of(words, length);
    }
}
