/// Streams inside one JVM: messages and results pass by reference, no socket and no network library is involved.
@NullMarked
package io.quern.core.transport.local;

import org.jspecify.annotations.NullMarked;
