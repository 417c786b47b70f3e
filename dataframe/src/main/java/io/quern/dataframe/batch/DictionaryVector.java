package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Codes into a vector of entries: row `i` is entry `codes[i]`, or null where [#validity] says so (its code is then
/// any number, and must not be used). Entries need not be distinct, need not all be used, and may contain null.
///
/// Expressions over it run once an entry. Vectors of one row group share the same `dictionary` instance.
public record DictionaryVector(int length, Validity validity, int[] codes, Vector dictionary) implements Vector {
    public DictionaryVector {
        if (dictionary instanceof ConstantVector || dictionary instanceof DictionaryVector) {
            throw new IllegalArgumentException("a dictionary is a flat vector, got a "
                    + dictionary.getClass().getSimpleName());
        }
    }

    @Override
    public DataType type() {
        return dictionary.type();
    }

    @Override
    public boolean isNull(int row) {
        return validity.isNull(row) || dictionary.isNull(codes[row]);
    }

    @Override
    public long retainedBytes() {
        return codes.length * 4L + validity.retainedBytes() + dictionary.retainedBytes();
    }
}
