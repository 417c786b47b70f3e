/// Measurements of Quern against its peers.
@NullMarked
package io.quern.bench;

import org.jspecify.annotations.NullMarked;
