/// A cluster as an [java.util.concurrent.ExecutorService]. Thread-safe; programs get one by
/// [io.quern.client.Client#executor()].
@NullMarked
package io.quern.client.executor;

import org.jspecify.annotations.NullMarked;
