/// Columns on plain Java arrays with the semantics of Arrow: a uniform family, one vector a file, and what works on all
/// of them ([Gather], [Slice], [Concat], [Flatten], [Selection]). Builders are in `builder`, single values as Java
/// objects in `cell`. Immutable values, safe to share.
@NullMarked
package io.quern.dataframe.batch;

import org.jspecify.annotations.NullMarked;
