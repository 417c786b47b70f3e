/// Logical types, fields and schemas. Immutable values.
@NullMarked
package io.quern.dataframe.type;

import org.jspecify.annotations.NullMarked;
