package io.quern.scheduler.coordination;

import static io.quern.scheduler.coordination.AskingClients.FOR_EVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.message.SharedKind;
import org.junit.jupiter.api.Test;

/// Conformance item 38, and locks.
class LeasesTest {
    private final AskingClients clients = new AskingClients();

    @Test
    void leasesOfAnotherNumberAreRefusedNamingBoth() {
        clients.acquire("a.1", "db", 1, 3, 0);
        assertThat(clients.acquire("b.1", "db", 1, 4, FOR_EVER))
                .singleElement()
                .asString()
                .startsWith("b.1: USER semaphore db has 3 leases for those who use it now, this request says 4; give");
    }

    @Test
    void requestsThatCanNeverBeServedAreRefused() {
        assertThat(clients.acquire("a.1", "db", 4, 3, FOR_EVER))
                .singleElement()
                .asString()
                .startsWith("a.1: USER semaphore db has 3 leases, 4 at once can never be had");
        assertThat(clients.acquire("a.1", "db", 0, 3, 0))
                .first()
                .asString()
                .contains("got 3 leases and a request for 0");
        assertThat(clients.acquire("a.1", "db", 1, 0, 0)).first().asString().contains("got 0 leases");
        assertThat(clients.listing()).isEmpty();
    }

    @Test
    void overReleaseIsAnError() {
        clients.acquire("a.1", "db", 2, 3, 0);
        assertThat(clients.release("a.1", "db", 3))
                .singleElement()
                .asString()
                .startsWith("a.1: USER semaphore db: 3 cannot be released by a holder of 2; release what was acquired");
        assertThat(clients.release("a.2", "db", 1)).first().asString().contains("by a holder of 0");
        assertThat(clients.release("b.1", "db", 1)).first().asString().contains("by a holder of 0");
        assertThat(clients.release("a.1", "db", -1)).first().asString().contains("-1 cannot be released");
        assertThat(clients.release("a.1", "db", 2)).containsExactly("a.1: done");
        assertThat(clients.release("a.1", "db", 1)).first().asString().contains("by a holder of 0");
        assertThat(clients.listing()).isEmpty();
    }

    @Test
    void semaphoreLeaseEndsWithItsDeadHolder() {
        clients.acquire("a.1", "db", 2, 2, 0);
        assertThat(clients.acquire("b.1", "db", 1, 2, FOR_EVER)).isEmpty();
        assertThat(clients.dies("a")).containsExactly("b.1: granted");
        clients.dies("b");
        assertThat(clients.listing()).isEmpty();
    }

    @Test
    void waitsOfTheDeadHolderAreNotServed() {
        clients.acquire("a.1", "db", 1, 1, 0);
        clients.acquire("a.2", "db", 1, 1, FOR_EVER);
        clients.acquire("b.1", "db", 1, 1, FOR_EVER);
        assertThat(clients.dies("a")).containsExactly("b.1: granted");
    }

    @Test
    void aLateReleaseOfADeadHolderDoesNotTouchItsSuccessor() {
        clients.acquire("a.1", "db", 1, 1, 0);
        clients.acquire("b.1", "db", 1, 1, FOR_EVER);
        clients.dies("a");
        assertThat(clients.release("a.1", "db", 1)).first().asString().contains("by a holder of 0");
        assertThat(clients.acquire("c.1", "db", 1, 1, 0)).containsExactly("c.1: timed out");
    }

    @Test
    void leaseIsKeptAsLongAsItsHolderLives() {
        clients.acquire("a.1", "db", 1, 1, 0);
        clients.acquire("b.1", "db", 1, 1, FOR_EVER);
        assertThat(clients.time(1e6)).isEmpty();
        assertThat(clients.release("a.1", "db", 1)).containsExactly("a.1: done", "b.1: granted");
    }

    @Test
    void leasesOfATaskEndWithItsRunWhileItsClientGoesOn() {
        clients.acquire("a.1", "db", 1, 2, 0);
        clients.lock("a.1", "file", 0);
        clients.acquire("a.2", "db", 1, 2, 0);
        clients.await("a.1", "start", FOR_EVER);
        clients.acquire("b.1", "db", 1, 2, FOR_EVER);
        assertThat(clients.endHolder("a.1")).containsExactly("a.1: cancelled", "b.1: granted", "a.1: done");
        assertThat(clients.lock("b.1", "file", 0)).containsExactly("b.1: granted");
        assertThat(clients.release("a.2", "db", 1)).containsExactly("a.2: done");
    }

    @Test
    void whoComesFirstIsServedFirstEvenWhereALaterOneWouldFit() {
        clients.acquire("a.1", "db", 2, 3, 0);
        assertThat(clients.acquire("b.1", "db", 2, 3, FOR_EVER)).isEmpty();
        assertThat(clients.acquire("c.1", "db", 1, 3, FOR_EVER)).isEmpty();
        assertThat(clients.acquire("d.1", "db", 1, 3, 0)).containsExactly("d.1: timed out");
        assertThat(clients.release("a.1", "db", 1)).containsExactly("a.1: done", "b.1: granted");
        assertThat(clients.release("a.1", "db", 1)).containsExactly("a.1: done", "c.1: granted");
    }

    @Test
    void aWaitThatEndsLetsTheNextOnesGo() {
        clients.acquire("a.1", "db", 2, 3, 0);
        clients.acquire("b.1", "db", 2, 3, 5);
        clients.acquire("c.1", "db", 1, 3, FOR_EVER);
        assertThat(clients.nextDeadlineSeconds()).isEqualTo(5);
        assertThat(clients.time(4.9)).isEmpty();
        assertThat(clients.time(5)).containsExactly("b.1: timed out", "c.1: granted");
    }

    @Test
    void anEventAtTheEndOfAWaitEndsItFirst() {
        clients.acquire("a.1", "db", 1, 1, 0);
        clients.acquire("b.1", "db", 1, 1, 5);
        clients.acquire("c.1", "db", 1, 1, FOR_EVER);
        assertThat(clients.time(5)).containsExactly("b.1: timed out");
        assertThat(clients.release("a.1", "db", 1)).containsExactly("a.1: done", "c.1: granted");
    }

    @Test
    void aCancelledWaitIsAnsweredAndLetsTheNextOnesGo() {
        clients.acquire("a.1", "db", 2, 3, 0);
        clients.acquire("b.1", "db", 2, 3, FOR_EVER);
        clients.acquire("c.1", "db", 1, 3, FOR_EVER);
        assertThat(clients.cancel("b.1")).containsExactly("b.1: cancelled", "c.1: granted");
    }

    @Test
    void aLockHasOneHolderAndOnlyThatOneReleasesIt() {
        assertThat(clients.lock("a.1", "file", 0)).containsExactly("a.1: granted");
        assertThat(clients.lock("a.2", "file", 0)).containsExactly("a.2: timed out");
        assertThat(clients.unlock("a.2", "file"))
                .singleElement()
                .asString()
                .startsWith("a.2: USER lock file: 1 cannot be released by a holder of 0");
        assertThat(clients.lock("b.1", "file", FOR_EVER)).isEmpty();
        assertThat(clients.unlock("a.1", "file")).containsExactly("a.1: done", "b.1: granted");
    }

    @Test
    void aLockThatItsHolderWouldWaitForForEverIsRefused() {
        clients.lock("a.1", "file", 0);
        assertThat(clients.lock("a.1", "file", FOR_EVER))
                .singleElement()
                .asString()
                .startsWith("a.1: USER lock file is held already by the one who asks for it");
    }

    @Test
    void locksAndSemaphoresHaveNamesOfTheirOwnAndCannotBeReset() {
        clients.lock("a.1", "x", 0);
        assertThat(clients.acquire("b.1", "x", 1, 5, 0)).containsExactly("b.1: granted");
        assertThat(clients.reset("b.1", SharedKind.LOCK, "x"))
                .singleElement()
                .asString()
                .startsWith("b.1: USER lock x cannot be reset");
        assertThat(clients.listing())
                .extracting(line -> line.kind() + " " + line.held() + "/" + line.limit())
                .containsExactly("LOCK 1/1", "SEMAPHORE 1/5");
    }

    @Test
    void aHundredLocksLeaveNothingBehind() {
        for (int i = 0; i < 100; i++) {
            clients.lock("a." + i, "lock-" + i, 0);
            clients.acquire("b." + i, "semaphore-" + i, 2, 2, 0);
            clients.acquire("a." + i, "semaphore-" + i, 1, 2, FOR_EVER);
        }
        assertThat(clients.listing()).hasSize(200);
        clients.dies("b");
        for (int i = 0; i < 100; i++) {
            clients.unlock("a." + i, "lock-" + i);
            clients.release("a." + i, "semaphore-" + i, 1);
        }
        assertThat(clients.listing()).isEmpty();
    }
}
