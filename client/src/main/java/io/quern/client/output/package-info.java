/// What tasks have written on their workers. Values; any thread may use them.
@NullMarked
package io.quern.client.output;

import org.jspecify.annotations.NullMarked;
