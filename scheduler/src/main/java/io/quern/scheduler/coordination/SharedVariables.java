package io.quern.scheduler.coordination;

import io.quern.core.message.CoordinationAnswer.ObjectLine;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import io.quern.scheduler.coordination.Waiter.Wanted;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/// Variables that have a value. Who asks for the value of another waits until it has one.
final class SharedVariables {
    private final CoordinationState state;
    private final Map<SharedName, SharedValue> values = new TreeMap<>();

    SharedVariables(CoordinationState state) {
        this.state = state;
    }

    private static Line line(SharedName name) {
        return new Line(LineKind.VARIABLE, name);
    }

    void set(Asker asker, SharedName name, SharedValue value) {
        SharedValue before = values.get(name);
        if (before == null && state.refusesObject(asker, line(name))) {
            return;
        }
        if (!state.keep(asker, line(name), value)) {
            return;
        }
        values.put(name, value);
        if (before == null) {
            state.objects++;
        } else {
            state.values.drop(before);
        }
        state.done(asker);
        settle(name);
    }

    void get(Asker asker, SharedName name, long waitNanos) {
        if (state.enqueue(asker, line(name), new Wanted.TheSame(), waitNanos)) {
            settle(name);
        }
    }

    void delete(Asker asker, SharedName name) {
        SharedValue before = values.remove(name);
        if (before != null) {
            state.objects--;
            state.values.drop(before);
        }
        state.done(asker);
    }

    void settle(SharedName name) {
        SharedValue value = values.get(name);
        if (value == null) {
            return;
        }
        Waiter next = state.waiters.first(line(name));
        while (next != null) {
            state.waiters.remove(next);
            state.give(Asker.of(next), value);
            next = state.waiters.first(line(name));
        }
    }

    void list(List<ObjectLine> lines) {
        NavigableSet<SharedName> known = new TreeSet<>(values.keySet());
        state.waiters.lines(LineKind.VARIABLE).forEach(line -> known.add(line.name()));
        known.forEach(name -> lines.add(new ObjectLine(
                SharedKind.VARIABLE, name, values.containsKey(name) ? 1 : 0, 1, state.waiters.count(line(name)))));
    }

    int size() {
        return values.size();
    }

    void digest(LongConsumer into) {
        values.forEach((name, value) -> {
            into.accept(name.text().hashCode());
            into.accept(value.hashCode());
        });
    }

    /// Nobody waits for a value that is there.
    void check(CoordinationChecks checks) {
        for (Line line : state.waiters.lines(LineKind.VARIABLE)) {
            checks.require(!values.containsKey(line.name()), line.kind(), line.name(), "has a value and is waited for");
        }
        values.values().forEach(checks::countValue);
    }
}
