package io.quern.dataframe.evaluation;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Selection;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.expression.Logical;
import io.quern.dataframe.type.Schema;
import java.util.List;

/// The condition of a filter, ready to choose rows. One task, one thread.
///
/// Conditions joined by `and` are computed together, each for every row. Where that fails they are computed from
/// left to right, each only for the rows that those before it let through: so one filter guards the next, whether
/// a rule has merged them or not.
public final class BoundCondition {
    private final BoundExpression whole;
    private final List<BoundExpression> conjuncts;

    private BoundCondition(BoundExpression whole, List<BoundExpression> conjuncts) {
        this.whole = whole;
        this.conjuncts = conjuncts;
    }

    /// @throws QuernException if a column does not exist or an operand has the wrong type
    public static BoundCondition bind(Expression condition, Schema schema) {
        return new BoundCondition(
                BoundExpression.bind(condition, schema),
                Logical.conjuncts(condition).stream()
                        .map(conjunct -> BoundExpression.bind(conjunct, schema))
                        .toList());
    }

    /// The rows for which it is true.
    ///
    /// @throws QuernException if it cannot be computed for a row
    public Selection select(Batch batch) {
        try {
            return Selection.where(whole.evaluate(batch));
        } catch (QuernException failure) {
            if (conjuncts.size() == 1) {
                throw failure;
            }
            return selectInOrder(batch);
        }
    }

    private Selection selectInOrder(Batch batch) {
        Selection selection = Selection.where(conjuncts.getFirst().evaluate(batch));
        for (BoundExpression conjunct : conjuncts.subList(1, conjuncts.size())) {
            selection = selection.then(Selection.where(conjunct.evaluate(selection.of(batch))));
        }
        return selection;
    }
}
