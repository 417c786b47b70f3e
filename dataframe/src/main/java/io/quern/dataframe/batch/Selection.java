package io.quern.dataframe.batch;

/// Rows of a batch that passed a condition, in ascending order.
///
/// @param rows row numbers; only the first `count` are used
public record Selection(int[] rows, int count) {
    /// Rows where the condition is true; null is not.
    public static Selection where(Vector condition) {
        int length = condition.length();
        int[] rows = new int[length];
        int count = 0;
        switch (condition) {
            case BooleanVector booleans -> {
                long[] words = booleans.words();
                Validity validity = booleans.validity();
                long[] valid = validity.words();
                for (int word = 0; word < Validity.words(length); word++) {
                    long bits = words[word] & (validity.hasNulls() ? valid[word] : -1L);
                    if (word == length >>> 6) {
                        bits &= (1L << length) - 1;
                    }
                    for (; bits != 0; bits &= bits - 1) {
                        rows[count++] = (word << 6) + Long.numberOfTrailingZeros(bits);
                    }
                }
            }
            case DictionaryVector codes -> {
                BooleanVector entries = (BooleanVector) Flatten.vector(codes.dictionary());
                for (int row = 0; row < length; row++) {
                    if (!codes.isNull(row) && Bits.isSet(entries.words(), codes.codes()[row])) {
                        rows[count++] = row;
                    }
                }
            }
            case ConstantVector constant -> {
                if (where(constant.value()).count == 1) {
                    for (; count < length; count++) {
                        rows[count] = count;
                    }
                }
            }
            case NullVector _ -> {}
            default ->
                throw new IllegalArgumentException("a condition is a vector of booleans, got " + condition.type());
        }
        return new Selection(rows, count);
    }

    /// The rows that another selection chose among the selected ones.
    public Selection then(Selection further) {
        int[] both = new int[further.count];
        for (int i = 0; i < both.length; i++) {
            both[i] = rows[further.rows[i]];
        }
        return new Selection(both, both.length);
    }

    /// The selected rows; the batch itself if that is all of them.
    public Batch of(Batch batch) {
        return count == batch.length() ? batch : Gather.rows(batch, rows, count);
    }

    /// The selected rows; the vector itself if that is all of them.
    public Vector of(Vector vector) {
        return count == vector.length() ? vector : Gather.rows(vector, rows, count);
    }
}
