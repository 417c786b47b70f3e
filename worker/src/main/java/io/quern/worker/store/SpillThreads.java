package io.quern.worker.store;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The few threads that write results to the disk, made when they are first needed and gone when they are not. As
/// many writes as there are threads are asked for at a time, so the queue is never long.
public final class SpillThreads implements AutoCloseable {
    /// How many there are at most.
    public static final int COUNT = 2;

    private static final int QUEUE_CAPACITY = 64;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            COUNT,
            COUNT,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE_CAPACITY),
            Thread.ofPlatform().daemon().name("quern-spill-", 0).factory());

    SpillThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /// @param refused is run instead, by the caller, once they are closed
    void run(Runnable work, Runnable refused) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException _) {
            refused.run();
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
