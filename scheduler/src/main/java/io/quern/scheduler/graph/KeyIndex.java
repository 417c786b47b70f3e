package io.quern.scheduler.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the tasks of a session by the keys that its client gave them. Open addressing with linear probing over
/// (batch, partition); the keys themselves stay in their batches. About 16 bytes a key.
///
/// A key belongs to the newest task that was given it.
public final class KeyIndex {
    private static final long FREE = 0;

    private final Session session;
    /// Number of the batch plus one in the upper half, partition in the lower; [#FREE] where empty.
    private long[] slots = new long[16];
    private int size;

    KeyIndex(Session session) {
        this.session = session;
    }

    public int size() {
        return size;
    }

    /// The batch of the task with a key, null where none has it.
    public @Nullable BatchGroup batch(String key) {
        long entry = slots[slotOf(key)];
        return entry == FREE ? null : session.group(batchOf(entry));
    }

    /// The partition of the task with a key that has one.
    public int partition(String key) {
        return (int) slots[slotOf(key)];
    }

    /// Gives a key to a task; whoever had it has it no more.
    public void put(String key, BatchGroup batch, int partition) {
        int slot = slotOf(key);
        if (slots[slot] == FREE) {
            size++;
        }
        slots[slot] = entry(batch, partition);
        if (size * 2 > slots.length) {
            grow();
        }
    }

    /// Takes a key from a task, if it still has it.
    public void remove(String key, BatchGroup batch, int partition) {
        int slot = slotOf(key);
        if (slots[slot] != entry(batch, partition)) {
            return;
        }
        size--;
        slots[slot] = FREE;
        // Entries behind the hole move into it where they may, so that no probe ends too early.
        int mask = slots.length - 1;
        for (int i = slot + 1 & mask; slots[i] != FREE; i = i + 1 & mask) {
            int home = home(keyOf(slots[i]));
            boolean isBeyondHole = (i - home & mask) >= (i - slot & mask);
            if (isBeyondHole) {
                slots[slot] = slots[i];
                slots[i] = FREE;
                slot = i;
            }
        }
    }

    private void grow() {
        long[] old = slots;
        slots = new long[2 * old.length];
        Arrays.stream(old).filter(entry -> entry != FREE).forEach(entry -> slots[slotOf(keyOf(entry))] = entry);
    }

    private int slotOf(String key) {
        int mask = slots.length - 1;
        int slot = home(key);
        while (slots[slot] != FREE && !keyOf(slots[slot]).equals(key)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(String key) {
        int hash = key.hashCode() * 0x9E37_79B9;
        return (hash ^ hash >>> 15) & slots.length - 1;
    }

    private String keyOf(long entry) {
        BatchGroup batch = session.group(batchOf(entry));
        String key = batch == null ? null : batch.spec().givenKey((int) entry);
        if (key == null) {
            throw new IllegalStateException("the index of keys names task " + (int) entry + " of batch "
                    + batchOf(entry) + ", which is gone or has no key");
        }
        return key;
    }

    private static long entry(BatchGroup batch, int partition) {
        return ((batch.number() + 1L) << 32) | partition;
    }

    private static int batchOf(long entry) {
        return (int) (entry >>> 32) - 1;
    }
}
