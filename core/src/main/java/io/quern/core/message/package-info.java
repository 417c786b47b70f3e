/// Control messages, a uniform family of sealed interfaces, one a kind of peer and direction, and the values in
/// them. Immutable; a change needs a new protocol version.
@NullMarked
package io.quern.core.message;

import org.jspecify.annotations.NullMarked;
