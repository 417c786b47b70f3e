/// Handles to results that are made, and stay, on the cluster. Thread-safe; for programs.
@NullMarked
package io.quern.client.future;

import org.jspecify.annotations.NullMarked;
