/// A client's session: its tasks on their way to the scheduler, their ends on the way back, and who holds which
/// result. What [io.quern.client.Client] delegates to; not for programs. Thread-safe.
///
/// Nothing here waits on a thread of the transport: what the scheduler says is taken in under short locks,
/// results are decoded and user code is run elsewhere.
@NullMarked
package io.quern.client.session;

import org.jspecify.annotations.NullMarked;
