package io.quern.scheduler.coordination;

import io.quern.core.message.CoordinationAnswer.ItemCount;
import io.quern.core.message.CoordinationAnswer.ObjectLine;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import io.quern.scheduler.coordination.Waiter.Wanted;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Bounded queues: values leave in the order in which they, or those who waited with them, came. A queue is known
/// while it holds values or is waited for; for that time its capacity is fixed.
final class SharedQueues {
    private final CoordinationState state;
    private final Map<SharedName, Items> queues = new TreeMap<>();

    private record Items(int capacity, Deque<SharedValue> values) {}

    SharedQueues(CoordinationState state) {
        this.state = state;
    }

    private static Line room(SharedName name) {
        return new Line(LineKind.ROOM_IN_QUEUE, name);
    }

    private static Line item(SharedName name) {
        return new Line(LineKind.ITEM_OF_QUEUE, name);
    }

    void put(Asker asker, SharedName name, int capacity, SharedValue value, long waitNanos) {
        if (refuses(asker, name, capacity) || !state.keep(asker, room(name), value)) {
            return;
        }
        if (state.enqueue(asker, room(name), new Wanted.RoomFor(value), waitNanos)) {
            makeKnown(name, capacity);
            settle(name);
        } else {
            state.values.drop(value);
        }
    }

    void take(Asker asker, SharedName name, int capacity, long waitNanos) {
        if (refuses(asker, name, capacity)) {
            return;
        }
        if (state.enqueue(asker, item(name), new Wanted.TheSame(), waitNanos)) {
            makeKnown(name, capacity);
            settle(name);
        }
    }

    private boolean refuses(Asker asker, SharedName name, int capacity) {
        if (capacity < 1) {
            state.refuse(asker, "queue " + name + " needs room for at least one value, got " + capacity);
            return true;
        }
        Items known = queues.get(name);
        if (known == null) {
            return state.refusesObject(asker, item(name));
        }
        if (known.capacity() != capacity) {
            state.refuse(
                    asker,
                    "queue " + name + " has room for " + known.capacity() + " values for those who use it now, this"
                            + " request says " + capacity + "; give the same number everywhere, or choose another"
                            + " name");
            return true;
        }
        return false;
    }

    private void makeKnown(SharedName name, int capacity) {
        if (queues.putIfAbsent(name, new Items(capacity, new ArrayDeque<>())) == null) {
            state.objects++;
        }
    }

    void count(Asker asker, SharedName name) {
        Items known = queues.get(name);
        int count = known == null ? 0 : known.values().size();
        state.answer(asker, new ItemCount(asker.request(), count));
    }

    /// Drops the values; those who wait with one put theirs in.
    void clear(Asker asker, SharedName name) {
        Items known = queues.get(name);
        if (known != null) {
            known.values().forEach(state.values::drop);
            known.values().clear();
        }
        state.done(asker);
        settle(name);
    }

    void settle(SharedName name) {
        Items known = queues.get(name);
        if (known == null) {
            return;
        }
        Deque<SharedValue> values = known.values();
        boolean isMoving = true;
        while (isMoving) {
            isMoving = false;
            Waiter putter = state.waiters.first(room(name));
            if (putter != null && values.size() < known.capacity()) {
                state.waiters.remove(putter);
                values.addLast(value(putter));
                state.done(Asker.of(putter));
                isMoving = true;
            }
            Waiter taker = state.waiters.first(item(name));
            SharedValue head = values.peekFirst();
            if (taker != null && head != null) {
                state.waiters.remove(taker);
                values.removeFirst();
                state.give(Asker.of(taker), head);
                state.values.drop(head);
                isMoving = true;
            }
        }
        if (values.isEmpty() && waiting(name) == 0) {
            queues.remove(name);
            state.objects--;
        }
    }

    private static SharedValue value(Waiter putter) {
        if (putter.wanted() instanceof Wanted.RoomFor(SharedValue value)) {
            return value;
        }
        throw new IllegalStateException(putter + " stands in a line for room");
    }

    private int waiting(SharedName name) {
        return state.waiters.count(room(name)) + state.waiters.count(item(name));
    }

    void list(List<ObjectLine> lines) {
        queues.forEach((name, known) -> lines.add(
                new ObjectLine(SharedKind.QUEUE, name, known.values().size(), known.capacity(), waiting(name))));
    }

    int size() {
        return queues.size();
    }

    void digest(LongConsumer into) {
        queues.forEach((name, known) -> {
            into.accept(name.text().hashCode());
            into.accept(known.capacity());
            known.values().forEach(value -> into.accept(value.hashCode()));
        });
    }

    /// Never more values than there is room for; nobody waits for room or a value that is there.
    void check(CoordinationChecks checks) {
        queues.forEach((name, known) -> {
            int size = known.values().size();
            checks.require(size <= known.capacity(), LineKind.ITEM_OF_QUEUE, name, "holds too much: " + size);
            checkWaits(checks, state.waiters.first(room(name)), size == known.capacity());
            checkWaits(checks, state.waiters.first(item(name)), size == 0);
            checks.require(size + waiting(name) > 0, LineKind.ITEM_OF_QUEUE, name, "is kept though nobody uses it");
            known.values().forEach(checks::countValue);
        });
        for (LineKind kind : List.of(LineKind.ROOM_IN_QUEUE, LineKind.ITEM_OF_QUEUE)) {
            for (Line line : state.waiters.lines(kind)) {
                checks.require(queues.containsKey(line.name()), kind, line.name(), "is waited for but not known");
            }
        }
    }

    private static void checkWaits(CoordinationChecks checks, @Nullable Waiter first, boolean mayWait) {
        if (first != null) {
            checks.require(mayWait, first.line().kind(), first.line().name(), "lets wait who could go on: " + first);
        }
    }
}
