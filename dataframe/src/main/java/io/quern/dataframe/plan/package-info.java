/// The logical plan: what a frame computes, as a tree of immutable nodes, each of which knows its schema. A uniform
/// family: one record an operation. Nothing here reads a file or runs anything.
@NullMarked
package io.quern.dataframe.plan;

import org.jspecify.annotations.NullMarked;
