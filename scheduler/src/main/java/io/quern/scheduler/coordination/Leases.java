package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;
import io.quern.core.message.CoordinationAnswer.ObjectLine;
import io.quern.core.message.SharedName;
import io.quern.scheduler.coordination.Waiter.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Semaphores, or locks, which are semaphores of one lease that nobody takes twice.
///
/// First come, first served: a request for many leases is not overtaken by one for few, and one that only tries
/// does not overtake those who wait. A semaphore is known while leases are held or waited for; for that time its
/// number of leases is fixed.
final class Leases {
    private final CoordinationState state;
    private final LineKind kind;
    private final Map<SharedName, Book> books = new TreeMap<>();
    private final NavigableMap<LeaseHolder, NavigableSet<SharedName>> heldBy = new TreeMap<>();

    /// Who has how many leases of one semaphore.
    private static final class Book {
        private final int leasesMax;
        private final Map<LeaseHolder, Integer> holders = new TreeMap<>();
        private int held;

        Book(int leasesMax) {
            this.leasesMax = leasesMax;
        }

        int free() {
            return leasesMax - held;
        }

        int of(LeaseHolder holder) {
            return holders.getOrDefault(holder, 0);
        }

        void add(LeaseHolder holder, int count) {
            int now = of(holder) + count;
            held += count;
            if (now == 0) {
                holders.remove(holder);
            } else {
                holders.put(holder, now);
            }
        }

        void end(LeaseHolder holder) {
            add(holder, -of(holder));
        }
    }

    Leases(CoordinationState state, LineKind kind) {
        this.state = state;
        this.kind = kind;
    }

    void acquire(Asker asker, SharedName name, int count, int leasesMax, long waitNanos) {
        Line line = new Line(kind, name);
        Book book = books.get(name);
        String refusal = refusal(asker, name, count, leasesMax, book);
        if (refusal != null) {
            state.refuse(asker, refusal);
            return;
        }
        if (book == null && state.refusesObject(asker, line)) {
            return;
        }
        if (state.enqueue(asker, line, new Wanted.LeasesOf(count), waitNanos)) {
            if (book == null) {
                books.put(name, new Book(leasesMax));
                state.objects++;
            }
            settle(name);
        }
    }

    private @Nullable String refusal(Asker asker, SharedName name, int count, int leasesMax, @Nullable Book book) {
        if (leasesMax < 1 || count < 1) {
            return "semaphore " + name + " needs at least one lease and requests for at least one, got " + leasesMax
                    + " leases and a request for " + count;
        }
        if (book != null && book.leasesMax != leasesMax) {
            return "semaphore " + name + " has " + book.leasesMax + " leases for those who use it now, this request"
                    + " says " + leasesMax + "; give the same number everywhere, or choose another name";
        }
        if (count > leasesMax) {
            return "semaphore " + name + " has " + leasesMax + " leases, " + count
                    + " at once can never be had; ask for at most " + leasesMax;
        }
        if (kind == LineKind.LOCK && book != null && book.of(asker.holder()) > 0) {
            return "lock " + name + " is held already by the one who asks for it, who would wait for itself;"
                    + " release it first: it is not reentrant";
        }
        return null;
    }

    void release(Asker asker, SharedName name, int count) {
        Book book = books.get(name);
        int held = book == null ? 0 : book.of(asker.holder());
        if (book == null || count < 1 || count > held) {
            state.refuse(
                    asker,
                    kind.object().word() + " " + name + ": " + count + " cannot be released by a holder of " + held
                            + "; release what was acquired, once, as the holder that acquired it");
            return;
        }
        book.add(asker.holder(), -count);
        NavigableSet<SharedName> names = heldBy.get(asker.holder());
        if (names != null && count == held) {
            names.remove(name);
            if (names.isEmpty()) {
                heldBy.remove(asker.holder());
            }
        }
        state.done(asker);
        settle(name);
    }

    /// Ends all leases of a holder.
    ///
    /// @return the lines to settle
    List<Line> end(LeaseHolder holder) {
        List<Line> touched = new ArrayList<>();
        NavigableSet<SharedName> names = heldBy.remove(holder);
        if (names != null) {
            for (SharedName name : names) {
                Objects.requireNonNull(books.get(name)).end(holder);
                touched.add(new Line(kind, name));
            }
        }
        return touched;
    }

    /// Holders of a client that have leases.
    List<LeaseHolder> holders(ClientId client) {
        return List.copyOf(heldBy.subMap(LeaseHolder.first(client), true, LeaseHolder.last(client), true)
                .keySet());
    }

    /// Everybody who has leases.
    List<LeaseHolder> holders() {
        return List.copyOf(heldBy.keySet());
    }

    void settle(SharedName name) {
        Book book = books.get(name);
        if (book == null) {
            return;
        }
        Line line = new Line(kind, name);
        Waiter next = state.waiters.first(line);
        while (next != null && count(next) <= book.free()) {
            state.waiters.remove(next);
            book.add(next.holder(), count(next));
            heldBy.computeIfAbsent(next.holder(), _ -> new TreeSet<>()).add(name);
            state.grant(Asker.of(next));
            next = state.waiters.first(line);
        }
        if (next == null && book.held == 0) {
            books.remove(name);
            state.objects--;
        }
    }

    private static int count(Waiter waiter) {
        if (waiter.wanted() instanceof Wanted.LeasesOf(int count)) {
            return count;
        }
        throw new IllegalStateException(waiter + " stands in a line for leases");
    }

    void list(List<ObjectLine> lines) {
        books.forEach((name, book) -> lines.add(new ObjectLine(
                kind.object(), name, book.held, book.leasesMax, state.waiters.count(new Line(kind, name)))));
    }

    int size() {
        return books.size();
    }

    void digest(LongConsumer into) {
        books.forEach((name, book) -> {
            into.accept(name.text().hashCode());
            into.accept(book.leasesMax);
            book.holders.forEach((holder, count) -> {
                into.accept(holder.client().value());
                into.accept(holder.owner());
                into.accept(count);
            });
        });
    }

    /// Never more leases than there are; nobody waits who could be served; nothing is kept that nobody uses.
    void check(CoordinationChecks checks) {
        Map<LeaseHolder, NavigableSet<SharedName>> holders = new TreeMap<>();
        books.forEach((name, book) -> {
            int sum = 0;
            for (Map.Entry<LeaseHolder, Integer> entry : book.holders.entrySet()) {
                sum += entry.getValue();
                checks.require(entry.getValue() > 0, kind, name, "counts a holder of nothing, " + entry.getKey());
                holders.computeIfAbsent(entry.getKey(), _ -> new TreeSet<>()).add(name);
            }
            checks.require(sum == book.held, kind, name, "counts " + book.held + " leases, holders have " + sum);
            checks.require(book.held <= book.leasesMax, kind, name, "has given " + book.held + " of " + book.leasesMax);
            Waiter next = state.waiters.first(new Line(kind, name));
            checks.require(
                    next == null || count(next) > book.free(), kind, name, "lets wait who could be served: " + next);
            checks.require(next != null || book.held > 0, kind, name, "is kept though nobody uses it");
        });
        checks.require(holders.equals(heldBy), kind, "leases by holder", "are " + heldBy + ", should be " + holders);
        for (Line line : state.waiters.lines(kind)) {
            checks.require(books.containsKey(line.name()), kind, line.name(), "is waited for but not known");
        }
    }
}
