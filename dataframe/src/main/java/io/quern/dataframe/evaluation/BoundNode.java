package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Validities;
import io.quern.dataframe.type.DataType;

/// One operator of a bound expression: chooses for each batch between once, once an entry, and once a row.
abstract class BoundNode {
    private final DataType type;
    private final int[] inputs;
    private final EntryResults entryResults = new EntryResults(this);

    /// @param inputs numbers of the columns that it and its operands read, ascending, each once
    BoundNode(DataType type, int[] inputs) {
        this.type = type;
        this.inputs = inputs;
    }

    DataType type() {
        return type;
    }

    int[] inputs() {
        return inputs;
    }

    /// Computes every row from columns of any encoding.
    abstract Vector compute(Vector[] columns, int length);

    Vector evaluate(Vector[] columns, int length) {
        if (length == 0) {
            return new NullVector(type, 0);
        }
        int varying = -1;
        int varyingCount = 0;
        for (int input : inputs) {
            if (!isConstant(columns[input])) {
                varying = input;
                varyingCount++;
            }
        }
        if (varyingCount == 0) {
            return once(columns, length);
        }
        if (varyingCount == 1 && columns[varying] instanceof DictionaryVector dictionary) {
            return entryResults.evaluate(columns, varying, dictionary);
        }
        return compute(columns, length);
    }

    static boolean isConstant(Vector vector) {
        return vector instanceof ConstantVector || vector instanceof NullVector;
    }

    /// The columns for a batch of another length, all but the constants left out.
    Vector[] constants(Vector[] columns, int length) {
        Vector[] resized = new Vector[columns.length];
        for (int input : inputs) {
            resized[input] = switch (columns[input]) {
                case ConstantVector constant -> new ConstantVector(constant.value(), length);
                case NullVector none -> new NullVector(none.type(), length);
                default -> columns[input];
            };
        }
        return resized;
    }

    private Vector once(Vector[] columns, int length) {
        Vector value = Flatten.top(compute(constants(columns, 1), 1));
        return Validities.isNullConstant(value) ? new NullVector(type, length) : new ConstantVector(value, length);
    }
}
