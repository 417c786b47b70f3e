package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All requests that wait, by line, by client and by deadline. Nothing is kept of a line in which nobody waits.
final class Waiters {
    private final NavigableMap<Line, NavigableMap<Long, Waiter>> lines = new TreeMap<>();
    private final NavigableMap<RequestId, Waiter> byRequest = new TreeMap<>();
    private final NavigableSet<Waiter> byDeadline =
            new TreeSet<>(Comparator.comparingLong(Waiter::deadlineNanos).thenComparingLong(Waiter::number));

    /// A request; its number is unique in its client.
    private record RequestId(ClientId client, long request) implements Comparable<RequestId> {
        private static final Comparator<RequestId> ORDER =
                Comparator.comparing(RequestId::client).thenComparingLong(RequestId::request);

        @Override
        public int compareTo(RequestId other) {
            return ORDER.compare(this, other);
        }
    }

    /// Puts a request at the end of its line.
    void add(Waiter waiter) {
        lines.computeIfAbsent(waiter.line(), _ -> new TreeMap<>()).put(waiter.number(), waiter);
        byRequest.put(new RequestId(waiter.holder().client(), waiter.request()), waiter);
        if (waiter.deadlineNanos() != Waiter.NEVER) {
            byDeadline.add(waiter);
        }
    }

    void remove(Waiter waiter) {
        NavigableMap<Long, Waiter> line = lines.get(waiter.line());
        if (line == null || line.remove(waiter.number()) == null) {
            throw new IllegalStateException(waiter + " does not wait");
        }
        if (line.isEmpty()) {
            lines.remove(waiter.line());
        }
        byRequest.remove(new RequestId(waiter.holder().client(), waiter.request()));
        byDeadline.remove(waiter);
    }

    /// Who is served next, null where nobody waits.
    @Nullable
    Waiter first(Line line) {
        NavigableMap<Long, Waiter> waiting = lines.get(line);
        return waiting == null ? null : waiting.firstEntry().getValue();
    }

    int count(Line line) {
        NavigableMap<Long, Waiter> waiting = lines.get(line);
        return waiting == null ? 0 : waiting.size();
    }

    int size() {
        return byRequest.size();
    }

    /// Null where that request does not wait.
    @Nullable
    Waiter find(ClientId client, long request) {
        return byRequest.get(new RequestId(client, request));
    }

    /// In the order of their requests.
    List<Waiter> of(ClientId client) {
        return List.copyOf(byRequest
                .subMap(new RequestId(client, Long.MIN_VALUE), true, new RequestId(client, Long.MAX_VALUE), true)
                .values());
    }

    /// Those whose time is over, the earliest first.
    List<Waiter> due(long nowNanos) {
        List<Waiter> due = new ArrayList<>();
        for (Waiter waiter : byDeadline) {
            if (waiter.deadlineNanos() > nowNanos) {
                break;
            }
            due.add(waiter);
        }
        return due;
    }

    /// The earliest end of a wait; [Waiter#NEVER] where no wait has one.
    long nextDeadlineNanos() {
        return byDeadline.isEmpty() ? Waiter.NEVER : byDeadline.first().deadlineNanos();
    }

    /// Lines of a kind in which somebody waits, by name.
    List<Line> lines(LineKind kind) {
        return lines.keySet().stream().filter(line -> line.kind() == kind).toList();
    }

    /// Everybody, by line and in the order of arrival.
    void each(Consumer<Waiter> action) {
        lines.values().forEach(line -> line.values().forEach(action));
    }

    /// Whether the three ways to find a waiter agree.
    boolean isConsistent() {
        int[] counts = new int[2];
        boolean[] agrees = {true};
        each(waiter -> {
            counts[0]++;
            counts[1] += waiter.deadlineNanos() == Waiter.NEVER ? 0 : 1;
            agrees[0] &= waiter.equals(find(waiter.holder().client(), waiter.request()));
        });
        boolean hasEmptyLine = lines.values().stream().anyMatch(NavigableMap::isEmpty);
        return agrees[0] && !hasEmptyLine && counts[0] == byRequest.size() && counts[1] == byDeadline.size();
    }
}
