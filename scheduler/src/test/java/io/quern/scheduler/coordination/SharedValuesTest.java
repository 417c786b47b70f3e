package io.quern.scheduler.coordination;

import static io.quern.scheduler.coordination.AskingClients.FOR_EVER;
import static io.quern.scheduler.coordination.AskingClients.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedValue;
import org.junit.jupiter.api.Test;

/// Conformance item 39: queues, variables, and the results that they refer to.
class SharedValuesTest {
    private static final TaskKey RESULT = new TaskKey(JobId.of(1, 2, 3), 0, 1);

    private final AskingClients clients = new AskingClients();

    @Test
    void valuesLeaveInTheOrderInWhichTheyCameAndPuttersWaitForRoom() {
        assertThat(clients.put("a.1", "q", 2, value("1"), 0)).containsExactly("a.1: done");
        clients.put("a.1", "q", 2, value("2"), 0);
        assertThat(clients.put("a.1", "q", 2, value("late"), 0)).containsExactly("a.1: timed out");
        assertThat(clients.put("a.1", "q", 2, value("3"), FOR_EVER)).isEmpty();
        assertThat(clients.put("b.1", "q", 2, value("4"), FOR_EVER)).isEmpty();
        assertThat(clients.count("c.1", "q")).containsExactly("c.1: 2 items");
        assertThat(clients.take("c.1", "q", 2, 0)).containsExactly("c.1: 1", "a.1: done");
        assertThat(clients.take("c.1", "q", 2, 0)).containsExactly("c.1: 2", "b.1: done");
        assertThat(clients.take("c.1", "q", 2, 0)).containsExactly("c.1: 3");
        assertThat(clients.take("c.1", "q", 2, 0)).containsExactly("c.1: 4");
        assertThat(clients.take("c.1", "q", 2, 0)).containsExactly("c.1: timed out");
        assertThat(clients.listing()).isEmpty();
    }

    @Test
    void takersAreServedInTheOrderInWhichTheyCame() {
        clients.take("a.1", "q", 1, FOR_EVER);
        clients.take("b.1", "q", 1, 3);
        clients.take("c.1", "q", 1, FOR_EVER);
        assertThat(clients.put("d.1", "q", 1, value("1"), 0)).containsExactly("d.1: done", "a.1: 1");
        assertThat(clients.time(3)).containsExactly("b.1: timed out");
        assertThat(clients.put("d.1", "q", 1, value("2"), 0)).containsExactly("d.1: done", "c.1: 2");
    }

    @Test
    void aQueueOfAnotherCapacityIsRefusedNamingBoth() {
        clients.put("a.1", "q", 2, value("1"), 0);
        assertThat(clients.put("b.1", "q", 3, value("2"), 0))
                .singleElement()
                .asString()
                .startsWith("b.1: USER queue q has room for 2 values for those who use it now, this request says 3;");
        assertThat(clients.take("b.1", "q", 0, 0)).first().asString().contains("room for at least one value, got 0");
    }

    @Test
    void aQueueIsClearedWithTheValuesOfTodayOnly() {
        clients.put("a.1", "q", 1, value("1"), 0);
        clients.put("a.1", "q", 1, value("2"), FOR_EVER);
        assertThat(clients.reset("b.1", SharedKind.QUEUE, "q")).containsExactly("b.1: done", "a.1: done");
        assertThat(clients.take("b.1", "q", 1, 0)).containsExactly("b.1: 2");
        assertThat(clients.reset("b.1", SharedKind.QUEUE, "q")).containsExactly("b.1: done");
        assertThat(clients.listing()).isEmpty();
    }

    @Test
    void aDeadClientTakesItsWaitsAlongAndLeavesItsValues() {
        clients.put("a.1", "q", 1, value("kept"), 0);
        clients.put("a.1", "q", 1, value("dropped"), FOR_EVER);
        clients.assign("a.1", "v", value("kept"));
        clients.dies("a");
        assertThat(clients.take("b.1", "q", 1, 0)).containsExactly("b.1: kept");
        assertThat(clients.take("b.1", "q", 1, 0)).containsExactly("b.1: timed out");
        assertThat(clients.read("b.1", "v", 0)).containsExactly("b.1: kept");
    }

    @Test
    void queueAndVariableRacesOfSetGetDelete() {
        clients.read("a.1", "v", FOR_EVER);
        clients.read("b.1", "v", FOR_EVER);
        assertThat(clients.assign("c.1", "v", value("1"))).containsExactly("c.1: done", "a.1: 1", "b.1: 1");
        assertThat(clients.reset("c.1", SharedKind.VARIABLE, "v")).containsExactly("c.1: done");
        assertThat(clients.read("a.1", "v", 0)).containsExactly("a.1: timed out");
        assertThat(clients.read("a.1", "v", 1)).isEmpty();
        assertThat(clients.reset("c.1", SharedKind.VARIABLE, "v")).containsExactly("c.1: done");
        assertThat(clients.assign("c.1", "v", value("2"))).containsExactly("c.1: done", "a.1: 2");
        assertThat(clients.assign("c.1", "v", value("3"))).containsExactly("c.1: done");
        assertThat(clients.read("b.1", "v", FOR_EVER)).containsExactly("b.1: 3");

        clients.take("a.1", "v", 1, FOR_EVER);
        assertThat(clients.reset("c.1", SharedKind.QUEUE, "v")).containsExactly("c.1: done");
        assertThat(clients.cancel("a.1")).containsExactly("a.1: cancelled");
        assertThat(clients.put("b.1", "v", 1, value("4"), 0)).containsExactly("b.1: done");
        assertThat(clients.take("c.1", "v", 1, 0)).containsExactly("c.1: 4");
        clients.reset("c.1", SharedKind.VARIABLE, "v");
        assertThat(clients.listing()).isEmpty();
    }

    @Test
    void queueAndVariableHoldResultsAliveAndDeletionReleasesThem() {
        clients.results().add(RESULT);
        SharedValue reference = new SharedValue.Result(RESULT);
        clients.put("a.1", "q", 1, reference, 0);
        clients.put("a.1", "q", 1, reference, 2);
        clients.assign("a.1", "v", reference);
        clients.dies("b");
        assertThat(clients.results().of(RESULT)).isEqualTo(3);

        assertThat(clients.time(2)).containsExactly("a.1: timed out");
        assertThat(clients.results().of(RESULT)).isEqualTo(2);
        assertThat(clients.take("b.1", "q", 1, 0)).containsExactly("b.1: result " + RESULT);
        assertThat(clients.read("c.1", "v", 0)).containsExactly("c.1: result " + RESULT);
        assertThat(clients.results().given()).containsExactly(RESULT + " to client-101", RESULT + " to client-102");
        assertThat(clients.results().of(RESULT)).isOne();

        clients.assign("a.1", "v", value("plain"));
        assertThat(clients.results().of(RESULT)).isZero();
        clients.assign("a.1", "v", reference);
        clients.reset("a.1", SharedKind.VARIABLE, "v");
        clients.put("a.1", "q", 1, reference, 0);
        clients.reset("a.1", SharedKind.QUEUE, "q");
        assertThat(clients.results().of(RESULT)).isZero();
    }

    @Test
    void aResultThatIsNotKnownIsRefused() {
        SharedValue reference = new SharedValue.Result(RESULT);
        assertThat(clients.assign("a.1", "v", reference))
                .singleElement()
                .asString()
                .startsWith("a.1: USER variable v cannot refer to Result[task=");
        assertThat(clients.put("a.1", "q", 1, reference, 0)).first().asString().contains("queue q cannot refer to");
        assertThat(clients.listing()).isEmpty();
    }

    @Test
    void whatTheSchedulerKeepsIsBounded() {
        AskingClients few = new AskingClients(new CoordinationLimits(2, 2, 10, 1));
        few.assign("a.1", "v", value("12345678"));
        assertThat(few.put("a.1", "q", 5, value("abc"), 0))
                .singleElement()
                .asString()
                .startsWith(
                        "a.1: RESOURCES queue q cannot take a value of 3 bytes: 8 bytes are in queues and variables,"
                                + " the limit is 10; take");
        few.put("a.1", "q", 5, value("ab"), 0);
        assertThat(few.lock("a.1", "l", 0))
                .singleElement()
                .asString()
                .startsWith("a.1: RESOURCES lock l cannot be made: 2 shared objects are in use, which is the limit");
        assertThat(few.set("a.1", "e")).first().asString().contains("event e cannot be made");
        assertThat(few.take("a.1", "other", 5, 0)).first().asString().contains("queue other cannot be made");
        assertThat(few.assign("a.1", "w", value(""))).first().asString().contains("variable w cannot be made");
        few.await("a.1", "e", FOR_EVER);
        few.await("b.1", "e", FOR_EVER);
        assertThat(few.read("c.1", "w", FOR_EVER))
                .singleElement()
                .asString()
                .startsWith("c.1: RESOURCES variable w cannot be waited for: 2 requests wait at this scheduler");
        assertThat(few.put("c.1", "q", 5, value(""), 0)).first().asString().contains("queue q cannot be waited for");
        assertThat(few.listing()).hasSize(1);
    }
}
