/// The contract between a stage and the worker that runs it, and failures as data.
@NullMarked
package io.quern.core.task;

import org.jspecify.annotations.NullMarked;
