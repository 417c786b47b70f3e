/// The code of programs on its way and at rest: code sets, stores of blobs, and the pulling of blobs over a data
/// connection. Nothing here looks into a blob. Types are thread-safe unless they say otherwise.
@NullMarked
package io.quern.core.code;

import org.jspecify.annotations.NullMarked;
