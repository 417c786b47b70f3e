/// The client: connects to a cluster, submits work, holds futures.
@NullMarked
package io.quern.client;

import org.jspecify.annotations.NullMarked;
