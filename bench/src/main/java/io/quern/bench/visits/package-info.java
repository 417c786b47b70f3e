/// Visits of pages that are made of numbers, as many as wanted, and what is asked of them.
@NullMarked
package io.quern.bench.visits;

import org.jspecify.annotations.NullMarked;
