package io.quern.scheduler.coordination;

import io.quern.core.message.CoordinationAnswer.ObjectLine;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.scheduler.coordination.Waiter.Wanted;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/// Events: set or not. Whoever waits is told once, by the first setting after it came; an event that is not set and
/// not waited for is not known.
final class EventFlags {
    private final CoordinationState state;
    private final NavigableSet<SharedName> set = new TreeSet<>();

    EventFlags(CoordinationState state) {
        this.state = state;
    }

    private static Line line(SharedName name) {
        return new Line(LineKind.EVENT, name);
    }

    void set(Asker asker, SharedName name) {
        if (!set.contains(name)) {
            if (state.refusesObject(asker, line(name))) {
                return;
            }
            set.add(name);
            state.objects++;
        }
        state.done(asker);
        settle(name);
    }

    void await(Asker asker, SharedName name, long waitNanos) {
        if (state.enqueue(asker, line(name), new Wanted.TheSame(), waitNanos)) {
            settle(name);
        }
    }

    void clear(Asker asker, SharedName name) {
        if (set.remove(name)) {
            state.objects--;
        }
        state.done(asker);
    }

    void settle(SharedName name) {
        if (!set.contains(name)) {
            return;
        }
        Waiter next = state.waiters.first(line(name));
        while (next != null) {
            state.waiters.remove(next);
            state.done(Asker.of(next));
            next = state.waiters.first(line(name));
        }
    }

    void list(List<ObjectLine> lines) {
        NavigableSet<SharedName> known = new TreeSet<>(set);
        state.waiters.lines(LineKind.EVENT).forEach(line -> known.add(line.name()));
        known.forEach(name -> lines.add(new ObjectLine(
                SharedKind.EVENT, name, set.contains(name) ? 1 : 0, 1, state.waiters.count(line(name)))));
    }

    int size() {
        return set.size();
    }

    void digest(LongConsumer into) {
        set.forEach(name -> into.accept(name.text().hashCode()));
    }

    /// Nobody waits for what has happened.
    void check(CoordinationChecks checks) {
        for (Line line : state.waiters.lines(LineKind.EVENT)) {
            checks.require(!set.contains(line.name()), line.kind(), line.name(), "is set and still waited for");
        }
    }
}
