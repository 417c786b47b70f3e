package io.quern.cluster;

import io.quern.core.hook.StartingWorker;
import io.quern.core.hook.WorkerHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Hooks of workers that tests start.
final class HooksForTest {
    /// Where [Marking] writes.
    static final String FOLDER = "HOOK_FOLDER";

    private HooksForTest() {}

    /// Leaves its worker's name for tasks, and a file when it stops.
    public static final class Marking implements WorkerHook {
        @Override
        public void start(StartingWorker worker) {
            System.setProperty("marked-by-hook", worker.name() + " with " + worker.threads());
        }

        @Override
        public void stop() throws IOException {
            Path folder = Path.of(System.getenv(FOLDER));
            Files.createFile(folder.resolve(System.getProperty("marked-by-hook")));
        }
    }

    public static final class Failing implements WorkerHook {
        @Override
        public void start(StartingWorker worker) {
            throw new IllegalStateException("no licence on this machine");
        }
    }

    public static final class Broken implements WorkerHook {
        @Override
        public void start(StartingWorker worker) {
            throw new AssertionError("the model does not add up");
        }

        @Override
        public void stop() {
            throw new StackOverflowError("and does not end");
        }
    }

    /// Made by nobody.
    public static final class Demanding implements WorkerHook {
        private final String licence;

        public Demanding(String licence) {
            this.licence = licence;
        }

        @Override
        public void start(StartingWorker worker) {
            throw new IllegalStateException("never made, so never started with " + licence);
        }
    }
}
