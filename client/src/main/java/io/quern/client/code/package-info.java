/// From a program's functions to the bytes, names and lines that travel. Not for programs. Thread-safe.
@NullMarked
package io.quern.client.code;

import org.jspecify.annotations.NullMarked;
