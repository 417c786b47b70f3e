/// Finds the code of a program and offers it to a scheduler, so that it runs on workers that do not have it. Types
/// are thread-safe unless they say otherwise.
@NullMarked
package io.quern.client.shipping;

import org.jspecify.annotations.NullMarked;
