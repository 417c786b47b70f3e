/// Permission to publish output: at most one live grant a task.
@NullMarked
package io.quern.scheduler.commit;

import org.jspecify.annotations.NullMarked;
