/// Programs against the public API.
@NullMarked
package io.quern.examples;

import org.jspecify.annotations.NullMarked;
