/// What a program may ask for its tasks besides function and arguments. Immutable values.
@NullMarked
package io.quern.client.options;

import org.jspecify.annotations.NullMarked;
