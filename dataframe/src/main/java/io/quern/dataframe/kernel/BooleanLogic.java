package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;

/// `and`, `or`, `not` on 64 rows at a time, with null as the third value.
public final class BooleanLogic {
    private BooleanLogic() {}

    public static Vector and(Vector left, Vector right, int length) {
        BooleanVector a = Flat.booleans(left, length);
        BooleanVector b = Flat.booleans(right, length);
        long[] aValid = a.validity().toWords(length);
        long[] bValid = b.validity().toWords(length);
        long[] words = new long[aValid.length];
        for (int i = 0; i < words.length; i++) {
            long isTrue = a.words()[i] & aValid[i] & b.words()[i] & bValid[i];
            long isFalse = (~a.words()[i] & aValid[i]) | (~b.words()[i] & bValid[i]);
            words[i] = isTrue;
            aValid[i] = isTrue | isFalse;
        }
        return new BooleanVector(DataType.BOOLEAN, length, Validity.of(aValid, length), words);
    }

    public static Vector or(Vector left, Vector right, int length) {
        BooleanVector a = Flat.booleans(left, length);
        BooleanVector b = Flat.booleans(right, length);
        long[] aValid = a.validity().toWords(length);
        long[] bValid = b.validity().toWords(length);
        long[] words = new long[aValid.length];
        for (int i = 0; i < words.length; i++) {
            long isTrue = (a.words()[i] & aValid[i]) | (b.words()[i] & bValid[i]);
            long isFalse = ~a.words()[i] & aValid[i] & ~b.words()[i] & bValid[i];
            words[i] = isTrue;
            aValid[i] = isTrue | isFalse;
        }
        return new BooleanVector(DataType.BOOLEAN, length, Validity.of(aValid, length), words);
    }

    public static Vector not(Vector[] arguments, int length, Validity validity) {
        BooleanVector a = Flat.booleans(arguments[0], length);
        long[] words = new long[Validity.words(length)];
        for (int i = 0; i < words.length; i++) {
            words[i] = ~a.words()[i];
        }
        return new BooleanVector(DataType.BOOLEAN, length, validity, words);
    }

    /// Bits of the rows that are true, neither false nor null: which rows a filter keeps.
    public static long[] trueRows(Vector condition, int length) {
        BooleanVector a = Flat.booleans(condition, length);
        long[] words = a.validity().toWords(length);
        for (int i = 0; i < words.length; i++) {
            words[i] &= a.words()[i];
        }
        return words;
    }
}
