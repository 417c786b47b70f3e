/// Rewrites of the logical plan that keep its rows and its schema and make it cheaper. A uniform family: one class
/// a rule, with its before and after; [Optimizer] runs them and checks the schema after each. Each can be switched
/// off by its name, and the result is the same.
@NullMarked
package io.quern.dataframe.rule;

import org.jspecify.annotations.NullMarked;
