/// Streams of messages between processes, and the fetching of results; no implementation shows here.
@NullMarked
package io.quern.core.transport;

import org.jspecify.annotations.NullMarked;
