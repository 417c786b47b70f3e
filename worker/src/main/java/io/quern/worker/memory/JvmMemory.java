package io.quern.worker.memory;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.HotSpotDiagnosticMXBean;
import io.quern.core.config.MemorySettings;
import io.quern.worker.memory.decision.MemoryLimits;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this JVM says of its memory.
///
/// **Heap in use.** The collectors say when they have collected ([GarbageCollectionNotificationInfo]); then the
/// usage of each heap pool after the last collection *of that pool* ([MemoryPoolMXBean#getCollectionUsage]) is
/// summed up. It counts only when old objects were looked at, by a full or mixed collection or at the end of
/// marking: after a young collection the old pool still has what nobody uses any more, spilled results among it,
/// and nobody can tell how much.
///
/// **Regions.** G1 gives an array of half a region or more regions of its own.
///
/// **Direct buffers.** What [BufferPoolMXBean] `direct` has, and the limit that `-XX:MaxDirectMemorySize` sets,
/// else that of the heap.
public final class JvmMemory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JvmMemory.class);

    private final WorkerMemory memory;
    private final List<MemoryPoolMXBean> heap = new ArrayList<>();
    private final @Nullable MemoryPoolMXBean old;
    private final NotificationListener listener = this::collected;

    /// Of the old pool; of the thread that tells of collections.
    private @Nullable MemoryUsage lastOld;

    private JvmMemory(WorkerMemory memory) {
        this.memory = memory;
        MemoryPoolMXBean found = null;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                heap.add(pool);
                found = found == null || isOld(pool) ? pool : found;
            }
        }
        this.old = found;
    }

    /// Tells a worker's memory of collections, until it is closed.
    public static JvmMemory watch(WorkerMemory memory) {
        JvmMemory watch = new JvmMemory(memory);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(watch.listener, null, null);
            }
        }
        return watch;
    }

    /// The limits of this JVM. What lives long is in the old pool, which with some collectors is only a part of the
    /// heap.
    public static MemoryLimits limits(MemorySettings settings, int spillThreads) {
        long heapBytes = Runtime.getRuntime().maxMemory();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (isOld(pool) && pool.getUsage().getMax() > 0) {
                heapBytes = Math.min(heapBytes, pool.getUsage().getMax());
            }
        }
        long direct = option("MaxDirectMemorySize");
        MemoryLimits limits = MemoryLimits.of(
                        heapBytes, direct > 0 ? direct : Runtime.getRuntime().maxMemory(), settings, spillThreads)
                .withWholeHeap(Runtime.getRuntime().maxMemory());
        return option("UseG1GC") > 0 ? limits.withRegions(option("G1HeapRegionSize")) : limits;
    }

    private static boolean isOld(MemoryPoolMXBean pool) {
        return pool.getType() == MemoryType.HEAP
                && (pool.getName().contains("Old") || pool.getName().contains("Tenured"));
    }

    /// The value of a number or a switch of the JVM, 0 where it does not say.
    private static long option(String name) {
        HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (options == null) {
            return 0;
        }
        String value = options.getVMOption(name).getValue();
        return switch (value) {
            case "true" -> 1;
            case "false" -> 0;
            default -> Long.parseLong(value);
        };
    }

    /// Collects the whole heap, which stops the JVM for as long as that takes, and says what is in use then. Where
    /// the JVM was told not to collect on demand, what nobody uses counts as in use.
    public static long usedAfterCollection() {
        System.gc();
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            used += pool.getType() == MemoryType.HEAP ? pool.getUsage().getUsed() : 0;
        }
        return used;
    }

    /// Direct buffers in use.
    public static long directBytes() {
        long used = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                used += Math.max(0, pool.getMemoryUsed());
            }
        }
        return used;
    }

    private void collected(Notification notification, @Nullable Object handback) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
                || old == null) {
            return;
        }
        MemoryUsage oldUsage = old.getCollectionUsage();
        boolean isSame = oldUsage == null || oldUsage.getUsed() == (lastOld == null ? 0 : lastOld.getUsed());
        if (isSame) {
            return;
        }
        lastOld = oldUsage;
        long used = 0;
        for (MemoryPoolMXBean pool : heap) {
            MemoryUsage usage = pool.getCollectionUsage();
            used += usage == null ? 0 : usage.getUsed();
        }
        memory.heapMeasured(used);
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(listener);
                } catch (ListenerNotFoundException e) {
                    log.debug("{} did not know its listener", collector.getName(), e);
                }
            }
        }
    }
}
