package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.BooleanLogic;
import io.quern.dataframe.kernel.Validities;
import io.quern.dataframe.type.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chooses between branches row by row; a branch is computed only for the rows that reach it.
///
/// Rows that a test lets through take the value of its branch, the others go on to the next. What the branches
/// give is appended and put back into the order of the rows.
final class BranchNode extends BoundNode {
    private final List<Branch> branches;

    /// One way to take.
    ///
    /// @param test what must be true; where `isOwnTest`, the value, which must not be null
    record Branch(BoundNode test, BoundNode value, boolean isOwnTest) {}

    /// @param branches tried in order; a row that none takes is null
    BranchNode(DataType type, List<Branch> branches) {
        super(
                type,
                Inputs.of(branches.stream()
                        .flatMap(branch -> Stream.of(branch.test(), branch.value()))
                        .toList()));
        this.branches = branches;
    }

    @Override
    Vector compute(Vector[] columns, int length) {
        Pieces pieces = new Pieces(type(), length);
        Vector[] current = columns;
        int @Nullable [] rows = null;
        int count = length;
        for (Branch branch : branches) {
            Vector test = branch.test().evaluate(current, count);
            long[] taken = branch.isOwnTest() ? Validities.of(test).toWords(count) : BooleanLogic.trueRows(test, count);
            int[] takenRows = rows(taken, count, true);
            Vector value;
            if (branch.isOwnTest()) {
                value = takenRows.length == count ? test : Gather.rows(test, takenRows, takenRows.length);
            } else if (takenRows.length == count) {
                value = branch.value().evaluate(current, count);
            } else {
                value = branch.value().evaluate(gather(current, takenRows), takenRows.length);
            }
            pieces.add(value, takenRows, rows);
            if (takenRows.length == count) {
                return pieces.build();
            }
            int[] leftRows = rows(taken, count, false);
            current = takenRows.length == 0 ? current : gather(current, leftRows);
            rows = originals(leftRows, rows);
            count = leftRows.length;
        }
        return pieces.build();
    }

    private Vector[] gather(Vector[] columns, int[] rows) {
        Vector[] gathered = new Vector[columns.length];
        for (int input : inputs()) {
            gathered[input] = Gather.rows(columns[input], rows, rows.length);
        }
        return gathered;
    }

    private static int[] rows(long[] bits, int length, boolean isSet) {
        int[] rows = new int[length];
        int count = 0;
        for (int row = 0; row < length; row++) {
            rows[count] = row;
            count += (bits[row >>> 6] >>> row & 1) != 0 == isSet ? 1 : 0;
        }
        return Arrays.copyOf(rows, count);
    }

    private static int[] originals(int[] rows, int @Nullable [] originals) {
        if (originals != null) {
            for (int i = 0; i < rows.length; i++) {
                rows[i] = originals[rows[i]];
            }
        }
        return rows;
    }

    /// What the branches gave, and for which rows.
    private static final class Pieces {
        private final DataType type;
        private final List<Vector> vectors = new ArrayList<>();
        private final int[] source;
        private int size;

        Pieces(DataType type, int length) {
            this.type = type;
            this.source = new int[length];
            Arrays.fill(source, Gather.NULL_ROW);
        }

        void add(Vector value, int[] rows, int @Nullable [] originals) {
            if (rows.length == 0) {
                return;
            }
            for (int row : rows) {
                source[originals == null ? row : originals[row]] = size++;
            }
            vectors.add(value);
        }

        Vector build() {
            if (vectors.isEmpty()) {
                return new NullVector(type, source.length);
            }
            if (vectors.size() == 1 && size == source.length) {
                return vectors.getFirst();
            }
            return Gather.rows(Concat.vectors(vectors), source, source.length);
        }
    }
}
