/// Fetching of results from peers, into the store: as memory has room for them.
@NullMarked
package io.quern.worker.transfer;

import org.jspecify.annotations.NullMarked;
