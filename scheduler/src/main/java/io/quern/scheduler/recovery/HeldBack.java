package io.quern.scheduler.recovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Keeps back what promises something until the records behind it are durable, in its order. Owned by one thread.
///
/// @param <T> what is kept back
public final class HeldBack<T> {
    private record Entry<T>(long sequence, T what) {}

    private final ArrayDeque<Entry<T>> waiting = new ArrayDeque<>();
    private long written;
    private long durable;

    /// A record was appended; what is promised from now on waits for it.
    ///
    /// @param sequence larger than any before
    public void wrote(long sequence) {
        written = sequence;
    }

    /// Keeps something back, if anything that was written is not durable yet.
    ///
    /// @return whether it is kept back; else the caller goes on with it
    public boolean isKept(T what) {
        if (durable >= written) {
            return false;
        }
        waiting.add(new Entry<>(written, what));
        return true;
    }

    /// All records up to a sequence are durable.
    ///
    /// @return what may go now, in its order
    public List<T> durable(long sequence) {
        durable = Math.max(durable, sequence);
        List<T> free = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.element().sequence() <= durable) {
            free.add(waiting.remove().what());
        }
        return free;
    }

    /// Whether all that was written is durable.
    public boolean isAllDurable() {
        return durable >= written;
    }
}
