/// Locks, semaphores, events, queues and variables that all programs of a cluster share. [Coordination] is the
/// entry.
///
/// Everything here is thread-safe and made for many threads, virtual ones too. A lease ends with its holder: with
/// the thread's program at the latest.
@NullMarked
package io.quern.client.coordination;

import org.jspecify.annotations.NullMarked;
