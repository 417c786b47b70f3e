/// What programs may do to the workers of their cluster.
@NullMarked
package io.quern.client.workers;

import org.jspecify.annotations.NullMarked;
