package io.quern.scheduler.lifecycle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Times at which something is due for a task; at most one of each kind a task. Only few tasks have any.
final class Alarms {
    /// What is due.
    enum Kind {
        /// The pause before a retry ends.
        RETRY,
        /// The task may take no longer.
        DEADLINE
    }

    /// One time that was set.
    record Alarm(long atNanos, int task, Kind kind) {}

    private static final Comparator<Alarm> ORDER = Comparator.comparingLong(Alarm::atNanos)
            .thenComparingInt(Alarm::task)
            .thenComparing(Alarm::kind);

    private final NavigableSet<Alarm> byTime = new TreeSet<>(ORDER);
    private final NavigableMap<Integer, Alarm> retries = new TreeMap<>();
    private final NavigableMap<Integer, Alarm> deadlines = new TreeMap<>();

    void setIfAbsent(Kind kind, int task, long atNanos) {
        Alarm alarm = new Alarm(atNanos, task, kind);
        if (of(kind).putIfAbsent(task, alarm) == null) {
            byTime.add(alarm);
        }
    }

    void cancel(Kind kind, int task) {
        if (!byTime.isEmpty()) {
            Alarm alarm = of(kind).remove(task);
            if (alarm != null) {
                byTime.remove(alarm);
            }
        }
    }

    private NavigableMap<Integer, Alarm> of(Kind kind) {
        return kind == Kind.RETRY ? retries : deadlines;
    }

    /// Takes those out whose time has come, earliest first.
    List<Alarm> takeDue(long nowNanos) {
        List<Alarm> due = new ArrayList<>();
        while (!byTime.isEmpty() && byTime.first().atNanos() <= nowNanos) {
            Alarm alarm = byTime.first();
            cancel(alarm.kind(), alarm.task());
            due.add(alarm);
        }
        return due;
    }

    /// The next time, `Long.MAX_VALUE` where none is set.
    long nextNanos() {
        return byTime.isEmpty() ? Long.MAX_VALUE : byTime.first().atNanos();
    }

    /// All that are set, in their order; a view.
    NavigableSet<Alarm> all() {
        return byTime;
    }
}
