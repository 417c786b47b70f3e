/// The functions that programs send: interfaces that extend the JDK's and are serialisable, so that a plain
/// lambda or method reference works; and the framework's task functions around them, which workers run.
///
/// Values without state of their own. The names of the classes are stable: they stand in serialised tasks.
@NullMarked
package io.quern.client.call;

import org.jspecify.annotations.NullMarked;
