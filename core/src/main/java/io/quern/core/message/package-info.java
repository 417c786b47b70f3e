/// Control messages, one sealed interface a family. Immutable values; a change needs a new protocol version.
@NullMarked
package io.quern.core.message;

import org.jspecify.annotations.NullMarked;
