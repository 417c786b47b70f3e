/// Clusters that start with the program: in its own JVM, or as worker processes of this machine.
@NullMarked
package io.quern.cluster;

import org.jspecify.annotations.NullMarked;
