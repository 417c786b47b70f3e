/// Lazy frames: the public API. A program begins with [Frames], describes with [DataFrame], [Column] (made by
/// [Columns]) and [Aggregate] (made by [Aggregates]), and asks for rows or writes them. Everything is immutable and
/// thread-safe; only `collect`, `count`, `show` and `write…` run a job and block until it ends. Still changing
/// before version 1.0.
@NullMarked
package io.quern.dataframe;

import org.jspecify.annotations.NullMarked;
