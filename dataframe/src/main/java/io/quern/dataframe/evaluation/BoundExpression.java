package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;

/// An expression over the columns of one schema, ready to compute.
///
/// It remembers results by dictionary: an expression of one dictionary column (and constants) runs once an
/// entry, and its result is a dictionary vector with the same codes. One task, one thread.
public final class BoundExpression {
    private final BoundNode root;

    private BoundExpression(BoundNode root) {
        this.root = root;
    }

    /// Resolves names and types and chooses the kernels.
    ///
    /// @throws io.quern.core.error.QuernException if a column does not exist or an operand has the wrong type
    public static BoundExpression bind(Expression expression, Schema schema) {
        return new BoundExpression(new Binder(schema).bind(expression));
    }

    public DataType type() {
        return root.type();
    }

    /// One value a row of the batch, in whatever encoding is cheapest.
    ///
    /// @param batch of the schema that the expression was bound to
    /// @throws io.quern.core.error.QuernException if a row's value cannot be computed: an overflow, text that
    ///     is not a number in a cast
    public Vector evaluate(Batch batch) {
        return root.evaluate(batch.columns().toArray(new Vector[0]), batch.length());
    }
}
