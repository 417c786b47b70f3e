package io.quern.dataframe;

import io.quern.client.SynchronousRunner;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.SystemClock;
import java.util.Random;

/// Frames that run in the test's thread.
final class TestFrames {
    private TestFrames() {}

    static Frames synchronous() {
        return Frames.on(new SynchronousRunner(
                new JobIdSource(new SystemClock(), new Random()), TestFrames.class.getClassLoader()));
    }
}
