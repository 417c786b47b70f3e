package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;
import io.quern.core.message.CoordinationAnswer.ObjectLine;
import io.quern.core.message.CoordinationAnswer.ObjectListing;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.scheduler.coordination.Waiter.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// The objects that programs share: requests in, answers out, in the order of the requests.
///
/// What a holder has and waits for ends with it: a lease is not renewed by messages of its own, it lives as long as
/// the stream of its client, which both sides keep alive and watch. State that is nobody's (an event that is set,
/// the values of queues and variables) stays until somebody takes it away. Not journalled: with the scheduler all
/// leases and values end, and whoever waits is told by the end of its stream.
public final class CoordinationMachine {
    /// Fences of a later scheduler are larger, as its epoch is, in milliseconds, and nobody grants a thousand
    /// leases in each of them.
    private static final long FENCES_PER_EPOCH = 1_000;

    private final CoordinationState state;
    private final Leases locks;
    private final Leases semaphores;
    private final EventFlags events;
    private final SharedQueues queues;
    private final SharedVariables variables;

    /// @param results keeps the results that queues and variables refer to
    /// @param epoch of the scheduler, larger than that of any before
    public CoordinationMachine(CoordinationLimits limits, ResultHolds results, AnswerSink sink, long epoch) {
        state = new CoordinationState(limits, results, sink, epoch * FENCES_PER_EPOCH);
        locks = new Leases(state, LineKind.LOCK);
        semaphores = new Leases(state, LineKind.SEMAPHORE);
        events = new EventFlags(state);
        queues = new SharedQueues(state);
        variables = new SharedVariables(state);
    }

    /// Takes in what a registered client asked.
    public void handle(ClientId client, CoordinationRequest request, long nowNanos) {
        endOverdue(nowNanos);
        take(client, request);
        endOverdue(nowNanos);
    }

    private void take(ClientId client, CoordinationRequest request) {
        switch (request) {
            case CoordinationRequest.AcquireLock(long id, long owner, SharedName name, long waitNanos) ->
                locks.acquire(Asker.of(client, owner, id), name, 1, 1, waitNanos);
            case CoordinationRequest.ReleaseLock(long id, long owner, SharedName name) ->
                locks.release(Asker.of(client, owner, id), name, 1);
            case CoordinationRequest.AcquireLeases acquire ->
                semaphores.acquire(
                        Asker.of(client, acquire.owner(), acquire.request()),
                        acquire.name(),
                        acquire.count(),
                        acquire.leasesMax(),
                        acquire.waitNanos());
            case CoordinationRequest.ReleaseLeases(long id, long owner, SharedName name, int count) ->
                semaphores.release(Asker.of(client, owner, id), name, count);
            case CoordinationRequest.SetEvent(long id, SharedName name) -> events.set(Asker.of(client, 0, id), name);
            case CoordinationRequest.AwaitEvent(long id, long owner, SharedName name, long waitNanos) ->
                events.await(Asker.of(client, owner, id), name, waitNanos);
            case CoordinationRequest.PutItem put ->
                queues.put(
                        Asker.of(client, put.owner(), put.request()),
                        put.name(),
                        put.capacity(),
                        put.value(),
                        put.waitNanos());
            case CoordinationRequest.TakeItem(long id, long owner, SharedName name, long waitNanos, int capacity) ->
                queues.take(Asker.of(client, owner, id), name, capacity, waitNanos);
            case CoordinationRequest.CountItems(long id, SharedName name) ->
                queues.count(Asker.of(client, 0, id), name);
            case CoordinationRequest.SetVariable set ->
                variables.set(Asker.of(client, 0, set.request()), set.name(), set.value());
            case CoordinationRequest.GetVariable(long id, long owner, SharedName name, long waitNanos) ->
                variables.get(Asker.of(client, owner, id), name, waitNanos);
            case CoordinationRequest.ResetObject(long id, SharedKind kind, SharedName name) ->
                reset(Asker.of(client, 0, id), kind, name);
            case CoordinationRequest.CancelWait(long id) -> cancel(client, id);
            case CoordinationRequest.EndHolder(long id, long owner) -> {
                holderGone(client, owner);
                state.done(Asker.of(client, owner, id));
            }
            case CoordinationRequest.ListObjects(long id) ->
                state.answer(Asker.of(client, 0, id), new ObjectListing(id, listing()));
        }
    }

    private void reset(Asker asker, SharedKind kind, SharedName name) {
        switch (kind) {
            case EVENT -> events.clear(asker, name);
            case QUEUE -> queues.clear(asker, name);
            case VARIABLE -> variables.delete(asker, name);
            case LOCK, SEMAPHORE ->
                state.refuse(
                        asker,
                        kind.word() + " " + name + " cannot be reset: its leases end with those who hold them;"
                                + " end their program, or release them there");
        }
    }

    private void cancel(ClientId client, long request) {
        Waiter waiter = state.waiters.find(client, request);
        if (waiter != null) {
            end(List.of(waiter), ended -> state.cancelled(Asker.of(ended)));
        }
    }

    /// Ends what a client holds and waits for: it does not come back.
    public void holdersGone(ClientId client) {
        Set<Line> touched = withdraw(state.waiters.of(client));
        for (Leases leases : List.of(locks, semaphores)) {
            leases.holders(client).forEach(holder -> touched.addAll(leases.end(holder)));
        }
        touched.forEach(this::settle);
    }

    /// Ends what an owner within a client holds and waits for; its waits are answered.
    public void holderGone(ClientId client, long owner) {
        LeaseHolder holder = new LeaseHolder(client, owner);
        List<Waiter> waits = state.waiters.of(client).stream()
                .filter(waiter -> waiter.holder().equals(holder))
                .toList();
        Set<Line> touched = withdraw(waits);
        touched.addAll(locks.end(holder));
        touched.addAll(semaphores.end(holder));
        waits.forEach(waiter -> state.cancelled(Asker.of(waiter)));
        touched.forEach(this::settle);
    }

    /// Time has passed: ends the waits that are over.
    public void endOverdue(long nowNanos) {
        state.nowNanos = nowNanos;
        if (state.waiters.nextDeadlineNanos() <= nowNanos) {
            end(state.waiters.due(nowNanos), ended -> state.timedOut(Asker.of(ended)));
        }
    }

    /// When [#endOverdue] has to be called next; `Long.MAX_VALUE` where nothing is due.
    public long nextDeadlineNanos() {
        return state.waiters.nextDeadlineNanos();
    }

    private void end(List<Waiter> waits, Consumer<Waiter> answer) {
        Set<Line> touched = withdraw(waits);
        waits.forEach(answer);
        touched.forEach(this::settle);
    }

    /// Takes requests out of their lines before any line is served, so that none of those who go is served.
    private Set<Line> withdraw(List<Waiter> waits) {
        Set<Line> touched = new TreeSet<>();
        for (Waiter waiter : waits) {
            state.withdraw(waiter);
            touched.add(waiter.line());
        }
        return touched;
    }

    private void settle(Line line) {
        switch (line.kind()) {
            case LOCK -> locks.settle(line.name());
            case SEMAPHORE -> semaphores.settle(line.name());
            case EVENT -> events.settle(line.name());
            case ROOM_IN_QUEUE, ITEM_OF_QUEUE -> queues.settle(line.name());
            case VARIABLE -> variables.settle(line.name());
        }
    }

    /// The objects in use, by kind, then by name, as many as a listing may have.
    public List<ObjectLine> listing() {
        List<ObjectLine> lines = new ArrayList<>();
        locks.list(lines);
        semaphores.list(lines);
        events.list(lines);
        queues.list(lines);
        variables.list(lines);
        return List.copyOf(lines.subList(0, Math.min(lines.size(), state.limits.listedMax())));
    }

    /// Adds the whole state to a hash of it.
    public void digest(LongConsumer into) {
        into.accept(state.arrivals());
        into.accept(state.lastFence());
        into.accept(state.values.bytes());
        locks.digest(into);
        semaphores.digest(into);
        events.digest(into);
        queues.digest(into);
        variables.digest(into);
        state.waiters.each(waiter -> {
            into.accept(waiter.number());
            into.accept(waiter.line().kind().name().hashCode());
            into.accept(waiter.line().name().text().hashCode());
            into.accept(waiter.holder().client().value());
            into.accept(waiter.holder().owner());
            into.accept(waiter.request());
            into.accept(waiter.deadlineNanos());
        });
    }

    /// Checks everything that must hold between events, recomputed from scratch.
    ///
    /// @param isRegistered the clients that may hold and wait
    /// @throws IllegalStateException if something does not hold; names it
    public void check(Predicate<ClientId> isRegistered) {
        CoordinationChecks checks = new CoordinationChecks();
        locks.check(checks);
        semaphores.check(checks);
        events.check(checks);
        queues.check(checks);
        variables.check(checks);
        for (Leases leases : List.of(locks, semaphores)) {
            for (LeaseHolder holder : leases.holders()) {
                require(isRegistered.test(holder.client()), holder + " has leases, but its client is gone");
            }
        }
        state.waiters.each(waiter -> {
            checks.require(
                    isRegistered.test(waiter.holder().client()),
                    waiter.line().kind(),
                    waiter.line().name(),
                    "is waited for by a client that is gone: " + waiter);
            if (waiter.wanted() instanceof Wanted.RoomFor room) {
                checks.countValue(room.value());
            }
        });
        int objects = locks.size() + semaphores.size() + events.size() + queues.size() + variables.size();
        require(state.waiters.isConsistent(), "the lines of those who wait disagree with their index");
        if (state.objects != objects) {
            throw broken("counts " + state.objects + " objects, has " + objects);
        }
        if (state.values.count() != checks.values() || state.values.bytes() != checks.bytes()) {
            throw broken("counts " + state.values.count() + " values of " + state.values.bytes() + " bytes, has "
                    + checks.values() + " of " + checks.bytes());
        }
    }

    private static void require(boolean holds, String complaint) {
        if (!holds) {
            throw broken(complaint);
        }
    }

    private static IllegalStateException broken(String complaint) {
        return new IllegalStateException("coordination: " + complaint);
    }
}
