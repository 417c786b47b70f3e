package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What clients may conclude from the answers that they get, kept in the plainest way, and refused where it cannot
/// be.
///
/// It knows the requests without an answer in the order in which they were made. An answer must be to the oldest
/// one of its line, and must agree with what was answered before.
final class CoordinationModel {
    private final List<Pending> pending = new ArrayList<>();
    private final Map<String, Integer> leases = new HashMap<>();
    private final Map<SharedName, Deque<SharedValue>> queues = new HashMap<>();
    private final Map<SharedName, SharedValue> variables = new HashMap<>();
    private final Set<SharedName> events = new HashSet<>();
    private long lastFence;
    private long grants;
    private long timeOuts;

    /// A request without an answer.
    record Pending(ClientId client, CoordinationRequest request, String line, long deadlineNanos) {}

    void asked(ClientId client, CoordinationRequest request, long nowNanos) {
        if (!(request instanceof CoordinationRequest.CancelWait)) {
            long wait = waitNanos(request);
            long deadline = wait == CoordinationRequest.FOR_EVER ? Long.MAX_VALUE : nowNanos + wait;
            pending.add(new Pending(client, request, line(request), deadline));
        }
    }

    private static long waitNanos(CoordinationRequest request) {
        return switch (request) {
            case CoordinationRequest.AcquireLock acquire -> acquire.waitNanos();
            case CoordinationRequest.AcquireLeases acquire -> acquire.waitNanos();
            case CoordinationRequest.AwaitEvent await -> await.waitNanos();
            case CoordinationRequest.PutItem put -> put.waitNanos();
            case CoordinationRequest.TakeItem take -> take.waitNanos();
            case CoordinationRequest.GetVariable get -> get.waitNanos();
            default -> 0;
        };
    }

    /// Where requests are served one after the other.
    private static String line(CoordinationRequest request) {
        return switch (request) {
            case CoordinationRequest.AcquireLock acquire -> "lock " + acquire.name();
            case CoordinationRequest.AcquireLeases acquire -> "semaphore " + acquire.name();
            case CoordinationRequest.PutItem put -> "put " + put.name();
            case CoordinationRequest.TakeItem take -> "take " + take.name();
            default -> "request " + request.request();
        };
    }

    /// The requests of a client that wait.
    List<Pending> pendingOf(ClientId client) {
        return pending.stream().filter(one -> one.client().equals(client)).toList();
    }

    void gone(ClientId client) {
        pending.removeIf(one -> one.client().equals(client));
        leases.keySet().removeIf(holder -> holder.contains(" " + client + "/"));
    }

    void ended(ClientId client, long owner) {
        leases.keySet().removeIf(holder -> holder.endsWith(" " + client + "/" + owner));
    }

    void answered(ClientId client, CoordinationAnswer answer, long nowNanos) {
        Pending asked = pending.stream()
                .filter(one -> one.client().equals(client) && one.request().request() == answer.request())
                .findFirst()
                .orElseThrow(() -> new AssertionError(client + " got " + answer + " without having asked"));
        Pending oldest = pending.stream()
                .filter(one -> one.line().equals(asked.line()))
                .findFirst()
                .orElseThrow();
        pending.remove(asked);
        switch (answer) {
            case CoordinationAnswer.LeaseGranted granted -> {
                require(asked.equals(oldest), "was overtaken: " + oldest + " by " + asked);
                require(granted.fence() > lastFence, "fence " + granted.fence() + " after " + lastFence);
                lastFence = granted.fence();
                grants++;
                hold(client, asked);
            }
            case CoordinationAnswer.RequestDone _ -> {
                require(asked.equals(oldest), "was overtaken: " + oldest + " by " + asked);
                done(client, asked.request());
            }
            case CoordinationAnswer.ValueGiven given -> {
                require(asked.equals(oldest), "was overtaken: " + oldest + " by " + asked);
                given(asked.request(), given.value());
            }
            case CoordinationAnswer.WaitTimedOut _ -> {
                timeOuts++;
                require(asked.deadlineNanos() <= nowNanos, "timed out early: " + asked);
            }
            case CoordinationAnswer.WaitCancelled _, CoordinationAnswer.ItemCount _ -> {}
            case CoordinationAnswer.CoordinationRefused refused -> checkRefusal(client, asked, refused);
            case CoordinationAnswer.ObjectListing _ -> throw new AssertionError("nobody asked for a listing");
        }
    }

    private void hold(ClientId client, Pending asked) {
        switch (asked.request()) {
            case CoordinationRequest.AcquireLock acquire -> {
                require(held(asked.line()) == 0, "lock is held twice: " + asked);
                leases.put(asked.line() + " " + client + "/" + acquire.owner(), 1);
            }
            case CoordinationRequest.AcquireLeases acquire -> {
                require(held(asked.line()) + acquire.count() <= acquire.leasesMax(), "too many leases: " + asked);
                leases.merge(asked.line() + " " + client + "/" + acquire.owner(), acquire.count(), Integer::sum);
            }
            default -> throw new AssertionError("a lease was given for " + asked);
        }
    }

    private int held(String line) {
        return leases.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(line + " "))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private void done(ClientId client, CoordinationRequest request) {
        switch (request) {
            case CoordinationRequest.ReleaseLock release ->
                release("lock " + release.name() + " " + client + "/" + release.owner(), 1);
            case CoordinationRequest.ReleaseLeases release ->
                release("semaphore " + release.name() + " " + client + "/" + release.owner(), release.count());
            case CoordinationRequest.SetEvent set -> events.add(set.name());
            case CoordinationRequest.AwaitEvent await ->
                require(events.contains(await.name()), "event is not set: " + await);
            case CoordinationRequest.PutItem put -> {
                Deque<SharedValue> items = items(put.name());
                items.addLast(put.value());
                require(items.size() <= put.capacity(), "queue is too full: " + put);
            }
            case CoordinationRequest.SetVariable set -> variables.put(set.name(), set.value());
            case CoordinationRequest.ResetObject reset -> reset(reset.kind(), reset.name());
            case CoordinationRequest.EndHolder _ -> {}
            default -> throw new AssertionError("this cannot be done: " + request);
        }
    }

    private void reset(SharedKind kind, SharedName name) {
        switch (kind) {
            case EVENT -> events.remove(name);
            case QUEUE -> items(name).clear();
            case VARIABLE -> variables.remove(name);
            case LOCK, SEMAPHORE -> throw new AssertionError("a " + kind + " was reset");
        }
    }

    private Deque<SharedValue> items(SharedName queue) {
        return queues.computeIfAbsent(queue, _ -> new ArrayDeque<>());
    }

    private void release(String holder, int count) {
        int left = leases.getOrDefault(holder, 0) - count;
        require(left >= 0, "over-release by " + holder);
        leases.put(holder, left);
    }

    private void given(CoordinationRequest request, SharedValue value) {
        switch (request) {
            case CoordinationRequest.TakeItem take ->
                require(value.equals(items(take.name()).pollFirst()), value + " is not the head for " + take);
            case CoordinationRequest.GetVariable get ->
                require(value.equals(variables.get(get.name())), value + " is not the value for " + get);
            default -> throw new AssertionError("a value was given for " + request);
        }
    }

    private void checkRefusal(ClientId client, Pending asked, CoordinationAnswer.CoordinationRefused refused) {
        boolean isDeserved = switch (asked.request()) {
            case CoordinationRequest.AcquireLock acquire ->
                leases.getOrDefault(asked.line() + " " + client + "/" + acquire.owner(), 0) == 1;
            case CoordinationRequest.ReleaseLock release ->
                leases.getOrDefault("lock " + release.name() + " " + client + "/" + release.owner(), 0) == 0;
            case CoordinationRequest.ReleaseLeases release ->
                leases.getOrDefault("semaphore " + release.name() + " " + client + "/" + release.owner(), 0)
                        < release.count();
            default -> false;
        };
        require(isDeserved, asked + " was refused: " + refused);
    }

    /// What must hold when an event has been taken in.
    void checkNobodyWaitsTooLong(long nowNanos) {
        for (Pending one : pending) {
            require(one.deadlineNanos() > nowNanos, "got no answer in time: " + one);
        }
    }

    long grants() {
        return grants;
    }

    long timeOuts() {
        return timeOuts;
    }

    private static void require(boolean holds, String complaint) {
        if (!holds) {
            throw new AssertionError(complaint);
        }
    }
}
