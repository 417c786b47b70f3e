package io.quern.core.current;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskMemory;
import io.quern.core.transport.local.LocalTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CurrentTaskTest {
    private final LocalTransport transport = new LocalTransport();
    private final List<String> slot = new ArrayList<>();
    private final CurrentTask task = task(0);

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void thereIsNoneOutsideOfATask() throws Exception {
        assertThat(CurrentTask.get()).isEmpty();
        assertThat(task.run(CurrentTask::get)).containsSame(task);
        assertThat(CurrentTask.get()).isEmpty();
    }

    @Test
    void bindingEndsWhereTheBodyThrows() {
        assertThatThrownBy(() -> task.run(() -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(CurrentTask.get()).isEmpty();
    }

    @Test
    void taskWithinATaskHidesItUntilItEnds() throws Exception {
        CurrentTask inner = task(1);
        List<Optional<CurrentTask>> seen = task.run(() -> List.of(inner.run(CurrentTask::get), CurrentTask.get()));
        assertThat(seen).containsExactly(Optional.of(inner), Optional.of(task));
    }

    @Test
    void threadsThatATaskStartsInheritIt() throws Exception {
        assertThat(task.run(() -> ofThread(Thread.ofPlatform()))).containsSame(task);
        assertThat(task(1).run(() -> ofThread(Thread.ofVirtual()))).isPresent();
        Optional<CurrentTask> pooled = task(2).run(() -> {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                return threads.submit(CurrentTask::get).get();
            }
        });
        assertThat(pooled).isPresent();
    }

    @Test
    void threadThatOutlivesItsTaskHasNoneAnyMore() throws Exception {
        CountDownLatch isOver = new CountDownLatch(1);
        CompletableFuture<Optional<CurrentTask>> seen = new CompletableFuture<>();
        Thread _ = task.run(() -> Thread.ofVirtual().start(() -> {
            try {
                isOver.await();
            } catch (InterruptedException e) {
                seen.completeExceptionally(e);
                return;
            }
            seen.complete(CurrentTask.get());
        }));
        isOver.countDown();

        assertThat(seen.get()).isEmpty();
    }

    @Test
    void threadsOfTheCommonPoolBelongToNoTask() throws Exception {
        Callable<Optional<CurrentTask>> ask = CurrentTask::get;
        assertThat(task.run(() -> ForkJoinPool.commonPool().submit(ask).get())).isEmpty();
    }

    @Test
    void whatItOwnsEndsWithItTheLatestFirstAlsoWhereOneCannotBeClosed() throws Exception {
        List<String> closed = new ArrayList<>();
        AutoCloseable givenUp = () -> closed.add("given up");
        String value = task.run(() -> {
            task.own(() -> closed.add("first"));
            task.own(givenUp);
            task.own(() -> {
                throw new IllegalStateException("cannot be closed");
            });
            task.own(() -> closed.add("last"));
            task.disown(givenUp);
            return "made";
        });
        assertThat(value).isEqualTo("made");
        assertThat(closed).containsExactly("last", "first");

        task.own(() -> closed.add("late"));
        assertThat(closed).endsWith("late");
    }

    @Test
    void slotIsFreeWhileItWaits() throws Exception {
        String value = task.run(() -> CurrentTask.get().orElseThrow().blocked(() -> {
            slot.add("waits");
            return "made";
        }));

        assertThat(value).isEqualTo("made");
        assertThat(slot).containsExactly("given up", "waits", "taken back");
    }

    private static Optional<CurrentTask> ofThread(Thread.Builder threads) throws Exception {
        CompletableFuture<Optional<CurrentTask>> seen = new CompletableFuture<>();
        Thread _ = threads.start(() -> seen.complete(CurrentTask.get()));
        return seen.get();
    }

    private CurrentTask task(int partition) {
        TaskWait wait = new TaskWait() {
            @Override
            public <T> T around(Callable<T> waiting) throws Exception {
                slot.add("given up");
                try {
                    return waiting.call();
                } finally {
                    slot.add("taken back");
                }
            }
        };
        return new CurrentTask(
                new FixedContext(partition), new ClusterLink(transport, "local://s"), wait, CodeHash.NONE);
    }

    private record FixedContext(int partition) implements TaskContext {
        @Override
        public RunId run() {
            return new RunId(new TaskKey(new JobId(1, 2), 0, partition), 1);
        }

        @Override
        public String stageName() {
            return "stage";
        }

        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public void count(String counter, long amount) {
            throw new AssertionError("nothing is counted here");
        }

        @Override
        public void checkCancelled() {
            throw new AssertionError("nothing is cancelled here");
        }

        @Override
        public boolean awaitCommitGrant() {
            throw new AssertionError("nothing is committed here");
        }

        @Override
        public TaskMemory memory() {
            throw new AssertionError("nothing is reserved here");
        }
    }
}
