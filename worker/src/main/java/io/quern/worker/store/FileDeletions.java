package io.quern.worker.store;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Deletes the files of results that are dropped, one after the other, on a thread that is there while there are any:
/// who drops them is the worker's event loop, and a disk may take its time.
final class FileDeletions implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("quern-spill-deletions").factory());

    FileDeletions() {
        thread.allowCoreThreadTimeOut(true);
    }

    void delete(ResultFile file) {
        try {
            thread.execute(file::close);
        } catch (RejectedExecutionException _) {
            file.close();
        }
    }

    /// Waits for those that were asked for.
    @Override
    public void close() {
        thread.close();
    }
}
