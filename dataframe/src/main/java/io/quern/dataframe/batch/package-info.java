/// Columns on plain Java arrays with the semantics of Arrow. A uniform family: one vector a file. Immutable values,
/// safe to share.
@NullMarked
package io.quern.dataframe.batch;

import org.jspecify.annotations.NullMarked;
