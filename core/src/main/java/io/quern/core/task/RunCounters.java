package io.quern.core.task;

import io.quern.core.error.QuernException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What one run counted ([TaskContext#count]). They travel with the report of the run's end, in one message, and so
/// they are few and have short names; the same wherever a task runs. For the run's thread alone.
public final class RunCounters {
    private static final int COUNTERS_MAX = 100;
    private static final int NAME_CHARS_MAX = 200;

    private final String stageName;
    private final Map<String, Long> amounts = new TreeMap<>();

    public RunCounters(String stageName) {
        this.stageName = stageName;
    }

    /// Adds to a counter.
    ///
    /// @throws QuernException USER where its name is longer than 200 characters, or it is the 101st
    public void count(String counter, long amount) {
        if (counter.length() > NAME_CHARS_MAX) {
            throw QuernException.user("stage " + stageName + " counts under a name of " + counter.length()
                    + " characters, the limit is " + NAME_CHARS_MAX + "; it begins with " + counter.substring(0, 40));
        }
        if (amounts.size() == COUNTERS_MAX && !amounts.containsKey(counter)) {
            throw QuernException.user("stage " + stageName + " has " + COUNTERS_MAX
                    + " counters in one run, which is the limit, and wants one more, " + counter
                    + "; put what varies into the result instead of the name of a counter");
        }
        amounts.merge(counter, amount, Long::sum);
    }

    /// A view of the amounts by name.
    public Map<String, Long> amounts() {
        return Collections.unmodifiableMap(amounts);
    }
}
