/// Code of the user's that runs in each worker's process before it joins its cluster. A hook is called by one
/// thread, once to start and once to stop.
@NullMarked
package io.quern.core.hook;

import org.jspecify.annotations.NullMarked;
