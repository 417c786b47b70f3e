package io.quern.scheduler.graph;

import io.quern.core.key.JobId;
import java.util.BitSet;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Tasks that belong together and to one client: a [Job], which is all there from the start and ends, or a [Session],
/// to which its client adds.
public abstract sealed class Graph permits Job, Session {
    private final JobId id;
    private final BitSet toldWorkers = new BitSet();

    Graph(JobId id) {
        this.id = id;
    }

    public JobId id() {
        return id;
    }

    /// The session of the client to which it belongs: itself, if it is one.
    public abstract Session session();

    /// Its groups of tasks, in the order of their numbers.
    public abstract Collection<? extends TaskGroup> groups();

    /// A group by its number, null where there is none (any more).
    public abstract @Nullable TaskGroup group(int number);

    /// Slots of the workers that were told anything of it.
    public BitSet toldWorkers() {
        return toldWorkers;
    }
}
