package io.quern.scheduler.coordination;

import io.quern.core.graph.Payload;
import io.quern.core.key.ClientId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Clients of one coordination machine, in short: who asks is written `a.1`, client `a` with its owner 1. Each call
/// is one event, answered by what everybody is told then, as `a.1: granted`. After each event everything is
/// checked.
final class AskingClients {
    static final double FOR_EVER = -1;

    private final CountedHolds results = new CountedHolds();
    private final List<String> told = new ArrayList<>();
    private final Map<String, String> askers = new HashMap<>();
    private final Map<Character, ClientId> clients = new HashMap<>();
    private final Set<ClientId> gone = new HashSet<>();
    private final CoordinationMachine machine;
    private long nowNanos;
    private long requests;

    AskingClients() {
        this(CoordinationLimits.DEFAULT);
    }

    AskingClients(CoordinationLimits limits) {
        machine = new CoordinationMachine(limits, results, this::tell, 0);
    }

    private void tell(ClientId client, CoordinationAnswer answer) {
        String asker = askers.remove(client + "#" + answer.request());
        if (asker == null) {
            throw new AssertionError("an answer that nobody waits for: " + answer);
        }
        told.add(asker + ": " + print(answer));
    }

    private static String print(CoordinationAnswer answer) {
        return switch (answer) {
            case CoordinationAnswer.LeaseGranted _ -> "granted";
            case CoordinationAnswer.RequestDone _ -> "done";
            case CoordinationAnswer.ValueGiven given -> print(given.value());
            case CoordinationAnswer.WaitTimedOut _ -> "timed out";
            case CoordinationAnswer.WaitCancelled _ -> "cancelled";
            case CoordinationAnswer.CoordinationRefused refused -> refused.code() + " " + refused.reason();
            case CoordinationAnswer.ItemCount items -> items.count() + " items";
            case CoordinationAnswer.ObjectListing listing -> listing.objects().toString();
        };
    }

    private static String print(SharedValue value) {
        return switch (value) {
            case SharedValue.Bytes bytes -> new String(bytes.payload().bytes(), StandardCharsets.UTF_8);
            case SharedValue.Result result -> "result " + result.task();
        };
    }

    static SharedValue value(String text) {
        return new SharedValue.Bytes(Payload.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    CountedHolds results() {
        return results;
    }

    List<String> lock(String who, String name, double seconds) {
        return ask(who, new CoordinationRequest.AcquireLock(++requests, owner(who), named(name), nanos(seconds)));
    }

    List<String> unlock(String who, String name) {
        return ask(who, new CoordinationRequest.ReleaseLock(++requests, owner(who), named(name)));
    }

    List<String> acquire(String who, String name, int count, int max, double seconds) {
        return ask(
                who,
                new CoordinationRequest.AcquireLeases(++requests, owner(who), named(name), nanos(seconds), count, max));
    }

    List<String> release(String who, String name, int count) {
        return ask(who, new CoordinationRequest.ReleaseLeases(++requests, owner(who), named(name), count));
    }

    List<String> set(String who, String name) {
        return ask(who, new CoordinationRequest.SetEvent(++requests, named(name)));
    }

    List<String> await(String who, String name, double seconds) {
        return ask(who, new CoordinationRequest.AwaitEvent(++requests, owner(who), named(name), nanos(seconds)));
    }

    List<String> put(String who, String name, int capacity, SharedValue value, double seconds) {
        return ask(
                who,
                new CoordinationRequest.PutItem(++requests, owner(who), named(name), nanos(seconds), capacity, value));
    }

    List<String> take(String who, String name, int capacity, double seconds) {
        return ask(
                who, new CoordinationRequest.TakeItem(++requests, owner(who), named(name), nanos(seconds), capacity));
    }

    List<String> count(String who, String name) {
        return ask(who, new CoordinationRequest.CountItems(++requests, named(name)));
    }

    List<String> assign(String who, String name, SharedValue value) {
        return ask(who, new CoordinationRequest.SetVariable(++requests, named(name), value));
    }

    List<String> read(String who, String name, double seconds) {
        return ask(who, new CoordinationRequest.GetVariable(++requests, owner(who), named(name), nanos(seconds)));
    }

    List<String> reset(String who, SharedKind kind, String name) {
        return ask(who, new CoordinationRequest.ResetObject(++requests, kind, named(name)));
    }

    List<String> endHolder(String who) {
        return ask(who, new CoordinationRequest.EndHolder(++requests, owner(who)));
    }

    /// Cancels the only wait of that asker.
    List<String> cancel(String who) {
        String wait = askers.entrySet().stream()
                .filter(entry -> entry.getValue().equals(who))
                .findFirst()
                .orElseThrow()
                .getKey();
        long request = Long.parseLong(wait.substring(wait.indexOf('#') + 1));
        return act(() -> machine.handle(client(who), new CoordinationRequest.CancelWait(request), nowNanos));
    }

    List<String> dies(String client) {
        gone.add(client(client));
        return act(() -> machine.holdersGone(clients.remove(client.charAt(0))));
    }

    List<String> time(double seconds) {
        nowNanos = nanos(seconds);
        return act(() -> machine.endOverdue(nowNanos));
    }

    List<CoordinationAnswer.ObjectLine> listing() {
        return machine.listing();
    }

    double nextDeadlineSeconds() {
        return machine.nextDeadlineNanos() / 1e9;
    }

    private List<String> ask(String who, CoordinationRequest request) {
        ClientId client = client(who);
        askers.put(client + "#" + request.request(), who);
        return act(() -> machine.handle(client, request, nowNanos));
    }

    private List<String> act(Runnable action) {
        action.run();
        machine.check(client -> !gone.contains(client));
        List<String> all = List.copyOf(told);
        told.clear();
        return all;
    }

    /// A client that died comes back as another incarnation.
    private ClientId client(String who) {
        return clients.computeIfAbsent(who.charAt(0), letter -> new ClientId(letter - 'a' + 100L * gone.size()));
    }

    private static long owner(String who) {
        return Long.parseLong(who.substring(2));
    }

    private static SharedName named(String name) {
        return new SharedName(name);
    }

    private static long nanos(double seconds) {
        return seconds == FOR_EVER ? CoordinationRequest.FOR_EVER : (long) (seconds * 1e9);
    }

    /// Counts the holds of each result; only those that it was told of are known.
    static final class CountedHolds implements ResultHolds {
        private final Map<TaskKey, Integer> holds = new HashMap<>();
        private final List<String> given = new ArrayList<>();

        void add(TaskKey known) {
            holds.put(known, 0);
        }

        int of(TaskKey result) {
            return holds.get(result);
        }

        List<String> given() {
            return given;
        }

        @Override
        public boolean hold(TaskKey result) {
            return holds.computeIfPresent(result, (_, count) -> count + 1) != null;
        }

        @Override
        public void release(TaskKey result) {
            if (holds.merge(result, -1, Integer::sum) < 0) {
                throw new AssertionError(result + " is released more often than it was held");
            }
        }

        @Override
        public void holdFor(ClientId client, TaskKey result) {
            if (holds.get(result) < 1) {
                throw new AssertionError(result + " is given to " + client + " when nothing holds it any more");
            }
            given.add(result + " to " + client);
        }
    }
}
