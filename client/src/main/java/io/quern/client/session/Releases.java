package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientMessage.HoldTasks;
import io.quern.core.message.ClientMessage.ReleaseTasks;
import io.quern.core.runtime.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Released tasks, collected for a moment and told as ranges: a program that closes a thousand futures one by
/// one costs one message.
final class Releases {
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final int RANGES_MAX = 10_000;

    private final EventLoop<Runnable> chores;
    private final Consumer<ClientMessage> send;
    private final Predicate<TaskKey> isAttached;

    /// Held while releases and holds are told, so that they are told in their order.
    private final ReentrantLock telling = new ReentrantLock();

    @GuardedBy("this")
    private Map<JobId, Map<Integer, BitSet>> waiting = new TreeMap<>();

    /// @param isAttached whether a task is held again that was released
    Releases(EventLoop<Runnable> chores, Consumer<ClientMessage> send, Predicate<TaskKey> isAttached) {
        this.chores = chores;
        this.send = send;
        this.isAttached = isAttached;
    }

    /// Tells that a task is held that has been attached. It may have been released a moment ago: that is told
    /// before this or not at all.
    void hold(TaskKey task) {
        telling.lock();
        try {
            send.accept(new HoldTasks(List.of(task)));
        } finally {
            telling.unlock();
        }
    }

    void add(TaskKey task) {
        synchronized (this) {
            boolean isFirst = waiting.isEmpty();
            waiting.computeIfAbsent(task.job(), _ -> new TreeMap<>())
                    .computeIfAbsent(task.stage(), _ -> new BitSet())
                    .set(task.partition());
            if (!isFirst) {
                return;
            }
        }
        chores.postAfter(DELAY, this::flush);
    }

    /// Tells what has been released.
    void flush() {
        telling.lock();
        try {
            tell();
        } finally {
            telling.unlock();
        }
    }

    private void tell() {
        Map<JobId, Map<Integer, BitSet>> due;
        synchronized (this) {
            due = waiting;
            waiting = new TreeMap<>();
        }
        due.forEach((job, stages) -> {
            List<TaskRange> ranges = new ArrayList<>();
            stages.forEach((stage, partitions) -> {
                keepAttached(job, stage, partitions);
                addRanges(stage, partitions, ranges);
            });
            for (int i = 0; i < ranges.size(); i += RANGES_MAX) {
                send.accept(new ReleaseTasks(job, ranges.subList(i, Math.min(ranges.size(), i + RANGES_MAX))));
            }
        });
    }

    private void keepAttached(JobId job, int stage, BitSet released) {
        for (int task = released.nextSetBit(0); task >= 0; task = released.nextSetBit(task + 1)) {
            if (isAttached.test(new TaskKey(job, stage, task))) {
                released.clear(task);
            }
        }
    }

    static void addRanges(int stage, BitSet partitions, List<TaskRange> ranges) {
        for (int from = partitions.nextSetBit(0); from >= 0; ) {
            int to = partitions.nextClearBit(from);
            ranges.add(new TaskRange(stage, from, to));
            from = partitions.nextSetBit(to);
        }
    }
}
