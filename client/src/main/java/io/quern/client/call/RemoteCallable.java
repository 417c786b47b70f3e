package io.quern.client.call;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A [Callable] that can be sent: a lambda without arguments. What it captures travels with it.
@FunctionalInterface
public interface RemoteCallable<T extends @Nullable Object> extends Callable<T>, Serializable {}
