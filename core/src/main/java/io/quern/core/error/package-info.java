/// The exception and its codes.
@NullMarked
package io.quern.core.error;

import org.jspecify.annotations.NullMarked;
