/// What the tasks of dataframe stages run.
///
/// A task is a pipeline: a [Source] makes batches, [Step]s change them one by one, a [Terminal] makes the
/// task's result of them. Each is a uniform family, one record a kind, and travels with the stage, once; `open`
/// gives each task its own state, which one thread uses. A task holds one batch at a time in flight, and
/// whatever its terminal keeps.
@NullMarked
package io.quern.dataframe.pipeline;

import org.jspecify.annotations.NullMarked;
