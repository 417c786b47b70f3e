/// How the interface of an actor becomes calls. Thread-safe.
@NullMarked
package io.quern.client.actor;

import org.jspecify.annotations.NullMarked;
