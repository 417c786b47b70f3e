/// Computes expressions over batches: binds names to columns, chooses kernels, runs once an entry over
/// dictionaries and once over constants. A bound expression belongs to one thread.
@NullMarked
package io.quern.dataframe.evaluation;

import org.jspecify.annotations.NullMarked;
