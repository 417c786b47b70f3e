package io.quern.scheduler.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.Payload;
import io.quern.core.key.ClientId;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Clients that ask at random, die and come back, against the plain model. `-Dtest.flags=-Dseed=` repeats one run.
class CoordinationSimTest {
    private static final int SEEDS = Integer.getInteger("seeds", 150);
    private static final int STEPS = 300;

    @Test
    void clientsOfAllSeedsGetWhatTheyMayHaveInTheirTurnAndNothingIsLeft() {
        Long only = Long.getLong("seed");
        long grants = 0;
        long timeOuts = 0;
        for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
            Run run = new Run(seed);
            try {
                run.play();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError(
                        "seed " + seed + ": " + failure.getMessage()
                                + "; again: mvn -Dquick -pl scheduler -am test -Dtest=CoordinationSimTest "
                                + "-Dsurefire.failIfNoSpecifiedTests=false -Dtest.flags=-Dseed=" + seed,
                        failure);
            }
            grants += run.model.grants();
            timeOuts += run.model.timeOuts();
        }
        if (only == null) {
            assertThat(grants).isGreaterThan(SEEDS * 20L);
            assertThat(timeOuts).isGreaterThan(SEEDS * 20L);
        }
    }

    @Test
    void theSameSeedGivesTheSameStates() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(new Run(seed).play()).isEqualTo(new Run(seed).play());
        }
    }

    private static final class Run {
        private static final long SECOND = 1_000_000_000L;

        private final Random random;
        private final CoordinationModel model = new CoordinationModel();
        private final CoordinationMachine machine = new CoordinationMachine(
                CoordinationLimits.DEFAULT, new AskingClients.CountedHolds(), this::answered, 0);
        private final List<ClientId> clients = new ArrayList<>();
        private final List<Long> digests = new ArrayList<>();
        private long ids;
        private long requests;
        private long nowNanos;

        Run(long seed) {
            random = new Random(seed);
            for (int i = 0; i < 4; i++) {
                clients.add(new ClientId(++ids));
            }
        }

        private void answered(ClientId client, CoordinationAnswer answer) {
            model.answered(client, answer, nowNanos);
        }

        List<Long> play() {
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            comeToRest();
            assertThat(machine.listing()).isEmpty();
            return digests;
        }

        private void check() {
            machine.check(clients::contains);
            model.checkNobodyWaitsTooLong(nowNanos);
            long[] hash = {17};
            machine.digest(value -> hash[0] = hash[0] * 31 + value);
            digests.add(hash[0]);
        }

        private void step() {
            int client = random.nextInt(clients.size());
            switch (random.nextInt(40)) {
                case 0 -> {
                    die(client);
                    clients.set(client, new ClientId(++ids));
                }
                case 1, 2, 3 -> {
                    nowNanos += random.nextLong(2 * SECOND);
                    if (machine.nextDeadlineNanos() <= nowNanos) {
                        machine.endOverdue(nowNanos);
                    }
                }
                case 4, 5 -> cancelOne(clients.get(client));
                case 6 -> {
                    long owner = random.nextInt(3);
                    model.ended(clients.get(client), owner);
                    ask(clients.get(client), new CoordinationRequest.EndHolder(++requests, owner));
                }
                default -> ask(clients.get(client), request());
            }
        }

        private void die(int index) {
            ClientId dead = clients.get(index);
            model.gone(dead);
            clients.remove(dead);
            machine.holdersGone(dead);
            machine.check(clients::contains);
            clients.add(index, dead);
        }

        private void cancelOne(ClientId client) {
            List<CoordinationModel.Pending> waits = model.pendingOf(client);
            long request = waits.isEmpty()
                    ? requests
                    : waits.get(random.nextInt(waits.size())).request().request();
            ask(client, new CoordinationRequest.CancelWait(request));
            assertThat(model.pendingOf(client)).noneMatch(one -> one.request().request() == request);
        }

        private void ask(ClientId client, CoordinationRequest request) {
            model.asked(client, request, nowNanos);
            machine.handle(client, request, nowNanos);
        }

        private CoordinationRequest request() {
            long id = ++requests;
            long owner = random.nextInt(3);
            int which = random.nextInt(3);
            SharedName name = new SharedName("object-" + which);
            return switch (random.nextInt(14)) {
                case 0 -> new CoordinationRequest.AcquireLock(id, owner, name, wait(which));
                case 1 -> new CoordinationRequest.ReleaseLock(id, owner, name);
                case 2, 3 ->
                    new CoordinationRequest.AcquireLeases(
                            id, owner, name, wait(which), 1 + random.nextInt(which + 2), which + 2);
                case 4, 5 -> new CoordinationRequest.ReleaseLeases(id, owner, name, 1 + random.nextInt(2));
                case 6 -> new CoordinationRequest.SetEvent(id, name);
                case 7 -> new CoordinationRequest.AwaitEvent(id, owner, name, wait(which));
                case 8 -> new CoordinationRequest.PutItem(id, owner, name, wait(which), 1 + 2 * which, value(id));
                case 9 -> new CoordinationRequest.TakeItem(id, owner, name, wait(which), 1 + 2 * which);
                case 10 -> new CoordinationRequest.CountItems(id, name);
                case 11 -> new CoordinationRequest.SetVariable(id, name, value(id));
                case 12 -> new CoordinationRequest.GetVariable(id, owner, name, wait(which));
                default -> {
                    SharedKind[] kinds = {SharedKind.EVENT, SharedKind.QUEUE, SharedKind.VARIABLE};
                    yield new CoordinationRequest.ResetObject(id, kinds[random.nextInt(3)], name);
                }
            };
        }

        private long wait(int which) {
            return switch (random.nextInt(8)) {
                case 0, 1 -> 0;
                case 2, 3, 4 -> random.nextLong((1 + which) * SECOND);
                case 5, 6 -> 10 * SECOND;
                default -> CoordinationRequest.FOR_EVER;
            };
        }

        private static SharedValue value(long id) {
            return new SharedValue.Bytes(
                    Payload.of(ByteBuffer.allocate(Long.BYTES).putLong(id).array()));
        }

        /// Everybody but one dies, and that one ends what it has: nobody waits any more, and nothing is known.
        private void comeToRest() {
            while (clients.size() > 1) {
                die(0);
                clients.removeFirst();
            }
            ClientId last = clients.getFirst();
            for (long owner = 0; owner < 3; owner++) {
                model.ended(last, owner);
                ask(last, new CoordinationRequest.EndHolder(++requests, owner));
            }
            for (int which = 0; which < 3; which++) {
                for (SharedKind kind : List.of(SharedKind.EVENT, SharedKind.QUEUE, SharedKind.VARIABLE)) {
                    ask(last, new CoordinationRequest.ResetObject(++requests, kind, new SharedName("object-" + which)));
                }
            }
            check();
            assertThat(model.pendingOf(last)).isEmpty();
        }
    }
}
