package io.quern.scheduler.graph;

import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one client keeps over reconnections: the batches of tasks that it has added, and the jobs that it runs.
///
/// A session without a client has a lease; when that ends, so do its jobs and its holds. It is forgotten with its last
/// task.
public final class Session extends Graph {
    /// [#leaseEndNanos()] while the client is there.
    public static final long NO_LEASE = Long.MAX_VALUE;

    private final String name;
    private final NavigableMap<Integer, BatchGroup> batches = new TreeMap<>();
    private final Set<Job> jobs = new LinkedHashSet<>();
    private final KeyIndex keys = new KeyIndex(this);
    private @Nullable ClientId client;
    private long leaseEndNanos = NO_LEASE;
    /// Numbers of batches that were refused.
    private final BitSet refused = new BitSet();
    private int nextBatch;
    private boolean isEnded;

    /// @param name what people call its client
    public Session(JobId id, String name) {
        super(id);
        this.name = name;
    }

    public String name() {
        return name;
    }

    @Override
    public Session session() {
        return this;
    }

    @Override
    public Collection<BatchGroup> groups() {
        return batches.values();
    }

    @Override
    public @Nullable BatchGroup group(int number) {
        return batches.get(number);
    }

    /// Number that the next new batch must have.
    public int nextBatch() {
        return nextBatch;
    }

    public void add(BatchGroup batch) {
        batches.put(batch.number(), batch);
        nextBatch = Math.max(nextBatch, batch.number() + 1);
    }

    /// The next batch was refused.
    public void refuse(int number) {
        refused.set(number);
        nextBatch = Math.max(nextBatch, number + 1);
    }

    /// All batches below a number were answered.
    public void answeredUpTo(int number) {
        nextBatch = Math.max(nextBatch, number);
    }

    /// Numbers of the batches that were refused.
    public List<Integer> refused() {
        return refused.stream().boxed().toList();
    }

    /// Whether the batch of that number was refused.
    public boolean hasRefused(int number) {
        return refused.get(number);
    }

    public void remove(BatchGroup batch) {
        batches.remove(batch.number());
    }

    /// The keys that its client gave to tasks.
    public KeyIndex keys() {
        return keys;
    }

    /// Its jobs that are not released, in the order of their submission.
    public Set<Job> jobs() {
        return jobs;
    }

    /// The incarnation of its client that is connected, null where none is.
    public @Nullable ClientId client() {
        return client;
    }

    /// Its client is there (again).
    public void joinedBy(ClientId incarnation) {
        client = incarnation;
        leaseEndNanos = NO_LEASE;
    }

    /// Its client is gone, and may come back.
    public void leftUntil(long atNanos) {
        client = null;
        leaseEndNanos = atNanos;
    }

    public long leaseEndNanos() {
        return leaseEndNanos;
    }

    /// Whether its client is gone for good: what is left of it are tasks that others need.
    public boolean isEnded() {
        return isEnded;
    }

    public void end() {
        client = null;
        leaseEndNanos = NO_LEASE;
        isEnded = true;
    }

    @Override
    public String toString() {
        return name + " (" + id().brief() + ")";
    }
}
