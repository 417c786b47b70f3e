/// Measurements of the scheduler as a general one: many small tasks, and the shapes in which graphs come.
@NullMarked
package io.quern.bench.tasks;

import org.jspecify.annotations.NullMarked;
