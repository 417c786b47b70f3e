/// Requests to the scheduler and their answers, one by one. Thread-safe; not for programs.
@NullMarked
package io.quern.client.exchange;

import org.jspecify.annotations.NullMarked;
