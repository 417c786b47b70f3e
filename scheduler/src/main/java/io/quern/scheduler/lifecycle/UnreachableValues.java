package io.quern.scheduler.lifecycle;

import io.quern.core.key.JobId;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskPhase;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/// Values that cannot be made again, and that clients could not reach although a worker has them.
///
/// A client whose report is answered at once tries at once, and reports again. So from the third report on it is
/// told of the place only after a pause, as tasks are whose inputs cannot be made again: a short break of one route
/// is over before the tries are used up. Each client has its own count, which ends with its hold; what it says
/// within a pause does not count, and a report long after the pause is the first of another break.
final class UnreachableValues {
    private static final int TRIES_WITHOUT_PAUSE = 2;
    private static final int PAUSE_SECONDS_MAX = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long FORGIVEN_AFTER_NANOS = 60 * NANOS_PER_SECOND;

    /// Whose tries are counted.
    private record Reader(int task, JobId session) implements Comparable<Reader> {
        @Override
        public int compareTo(Reader other) {
            return task == other.task ? session.compareTo(other.session) : Integer.compare(task, other.task);
        }
    }

    /// @param count tries that failed
    /// @param againAtNanos when the next one is due
    private record Tries(int count, long againAtNanos) {}

    private record Due(long atNanos, Reader reader) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return atNanos == other.atNanos ? reader.compareTo(other.reader) : Long.compare(atNanos, other.atNanos);
        }
    }

    private final MachineState state;
    private final NavigableMap<Reader, Tries> triesOf = new TreeMap<>();
    private final NavigableSet<Due> due = new TreeSet<>();

    UnreachableValues(MachineState state) {
        this.state = state;
    }

    /// How long to wait after so many losses of something that cannot be made again.
    static long pauseNanos(int losses) {
        return losses <= TRIES_WITHOUT_PAUSE ? 0 : longPauseNanos(losses);
    }

    /// The same where what was tried is known to be of no use for the moment.
    static long longPauseNanos(int losses) {
        return Math.min(losses, PAUSE_SECONDS_MAX) * NANOS_PER_SECOND;
    }

    /// Whether a report comes before the time at which its client is told to try again.
    boolean isPaused(int task, Session session) {
        Tries tries = triesOf.get(new Reader(task, session.id()));
        return tries != null && state.nowNanos < tries.againAtNanos();
    }

    /// Counts a try that failed; the holders are told of the place again when the next one is due. After the last one
    /// nothing is counted any more.
    ///
    /// @return so many in a row
    int failed(int task, Session session, int triesMax) {
        Reader reader = new Reader(task, session.id());
        Tries before = triesOf.get(reader);
        int count = before == null || isForgiven(before) ? 1 : before.count() + 1;
        forget(task, session);
        if (count >= triesMax) {
            return count;
        }
        Tries tries = new Tries(count, state.nowNanos + pauseNanos(count));
        triesOf.put(reader, tries);
        if (tries.againAtNanos() > state.nowNanos) {
            due.add(new Due(tries.againAtNanos(), reader));
        } else {
            state.endedTasks.add(task);
        }
        return count;
    }

    private boolean isForgiven(Tries tries) {
        return state.nowNanos - tries.againAtNanos() > FORGIVEN_AFTER_NANOS;
    }

    /// The client does not hold the value any more.
    void forget(int task, Session session) {
        if (!triesOf.isEmpty()) {
            Reader reader = new Reader(task, session.id());
            Tries tries = triesOf.remove(reader);
            if (tries != null) {
                due.remove(new Due(tries.againAtNanos(), reader));
            }
        }
    }

    /// Lets those be told of the places whose pauses are over.
    void passTime() {
        while (!due.isEmpty() && due.first().atNanos() <= state.nowNanos) {
            int task = due.removeFirst().reader().task();
            if (state.tasks.phase(task) == TaskPhase.MEMORY) {
                state.endedTasks.add(task);
            }
        }
    }

    /// When the next pause ends, `Long.MAX_VALUE` where none is under way.
    long dueNanos() {
        return due.isEmpty() ? Long.MAX_VALUE : due.first().atNanos();
    }

    long size() {
        return (long) triesOf.size() + due.size();
    }

    /// All that reaches decisions: for digests.
    void digest(LongConsumer sink) {
        triesOf.forEach((reader, tries) -> {
            sink.accept(reader.task());
            sink.accept(reader.session().low());
            sink.accept(tries.count());
            sink.accept(tries.againAtNanos());
        });
    }

    /// @throws IllegalStateException where something is kept for a client that does not hold the value
    void check() {
        for (Reader reader : triesOf.keySet()) {
            Session session = state.sessions.get(reader.session());
            if (session == null || !state.isHeldBy(reader.task(), session)) {
                throw new IllegalStateException("the tries of session " + reader.session() + " for "
                        + state.tasks.key(reader.task()) + " outlive its hold");
            }
        }
    }
}
