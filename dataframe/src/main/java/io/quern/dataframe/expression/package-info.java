/// The expression tree: what to compute of each row, its result type, and its words in plans and errors.
/// A uniform family: one record an operator. Immutable values that travel with the tasks; how they are computed
/// is `io.quern.dataframe.evaluation`.
@NullMarked
package io.quern.dataframe.expression;

import org.jspecify.annotations.NullMarked;
