/// The physical plan: logical plans lowered to stages, as a client submits them. Immutable values; what their tasks
/// run is `io.quern.dataframe.pipeline`.
@NullMarked
package io.quern.dataframe.physical;

import org.jspecify.annotations.NullMarked;
