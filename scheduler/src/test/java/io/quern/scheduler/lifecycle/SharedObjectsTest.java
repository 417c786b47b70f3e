package io.quern.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the whole machine does for the objects that clients share: leases end with clients, time passes, and results
/// are kept that values refer to.
class SharedObjectsTest {
    private static final ClientId A = new ClientId(1);
    private static final ClientId B = new ClientId(2);
    private static final WorkerId WORKER = new WorkerId(3);
    private static final SharedName NAME = new SharedName("file");
    private static final long SECOND = 1_000_000_000L;

    private final ScenarioNames names = new ScenarioNames();
    private final JobId sessionOfA = names.newJob("a");
    private final JobId sessionOfB = names.newJob("b");
    private final SchedulerMachine machine = new SchedulerMachine(SchedulerSettings.DEFAULT.withChecks(), 7);

    @BeforeEach
    void register() {
        register(machine);
    }

    private void register(SchedulerMachine registrar) {
        registrar.handle(new Event.ClientRegistered(A, "a", sessionOfA, false, 0));
        registrar.handle(new Event.ClientRegistered(B, "b", sessionOfB, false, 0));
    }

    @Test
    void fencesOfALaterSchedulerAreLarger() {
        assertThat(told(lock(A, 1, 0))).containsExactly(new CoordinationAnswer.LeaseGranted(1, 7_001));
    }

    @Test
    void leasesOfALostClientGoToWhoeverWaitsAtOnce() {
        machine.handle(lock(A, 1, 0));
        assertThat(told(lock(B, 1, CoordinationRequest.FOR_EVER))).isEmpty();
        assertThat(told(new Event.ClientLost(A, "gone", 0)))
                .containsExactly(new CoordinationAnswer.LeaseGranted(1, 7_002));
    }

    @Test
    void leasesOfAClientThatClosesOrComesAgainEndToo() {
        machine.handle(lock(A, 1, 0));
        machine.handle(lock(B, 1, CoordinationRequest.FOR_EVER));
        ClientId again = new ClientId(4);
        assertThat(told(new Event.ClientRegistered(again, "a", sessionOfA, false, 0)))
                .contains(new CoordinationAnswer.LeaseGranted(1, 7_002));
        assertThat(told(lock(again, 1, CoordinationRequest.FOR_EVER))).isEmpty();
        assertThat(told(new Event.ClientSpoke(B, new ClientMessage.EndSession(), 0)))
                .containsExactly(new CoordinationAnswer.LeaseGranted(1, 7_003));
    }

    @Test
    void waitsEndWhenTheirTimerComes() {
        machine.handle(lock(A, 1, 0));
        assertThat(machine.handle(lock(B, 1, 5 * SECOND))).containsExactly(new Instruction.SetTimer(5 * SECOND));
        assertThat(told(new Event.TimePassed(5 * SECOND))).containsExactly(new CoordinationAnswer.WaitTimedOut(1));
    }

    @Test
    void whatALostClientAsksIsDroppedAndCounted() {
        machine.handle(new Event.ClientLost(A, "gone", 0));
        assertThat(told(lock(A, 1, 0))).isEmpty();
        assertThat(machine.dropped().peers()).isOne();
        assertThat(told(lock(B, 1, 0))).containsExactly(new CoordinationAnswer.LeaseGranted(1, 7_001));
    }

    @Test
    void theDigestKnowsWhoHoldsALock() {
        SchedulerMachine other = new SchedulerMachine(SchedulerSettings.DEFAULT, 7);
        register(other);
        assertThat(other.digest()).isEqualTo(machine.digest());
        machine.handle(lock(A, 1, 0));
        other.handle(lock(B, 1, 0));
        assertThat(other.digest()).isNotEqualTo(machine.digest());
    }

    @Test
    void aResultThatAVariableRefersToOutlivesItsClientAndEndsWithTheVariable() {
        TaskKey result = finishedTaskOfA();
        assertThat(told(asks(A, new CoordinationRequest.SetVariable(1, NAME, new SharedValue.Result(result)))))
                .containsExactly(new CoordinationAnswer.RequestDone(1));
        machine.handle(new Event.ClientSpoke(A, new ClientMessage.EndSession(), 0));
        assertThat(machine.taskCount()).isOne();

        machine.handle(asks(B, new CoordinationRequest.ResetObject(2, SharedKind.VARIABLE, NAME)));
        assertThat(machine.taskCount()).isZero();
    }

    @Test
    void whoReadsAReferenceHoldsTheResultAndIsToldWhereItIs() {
        TaskKey result = finishedTaskOfA();
        machine.handle(asks(A, new CoordinationRequest.PutItem(1, 1, NAME, 0, 1, new SharedValue.Result(result))));
        machine.handle(new Event.ClientSpoke(A, new ClientMessage.EndSession(), 0));

        assertThat(told(asks(B, new CoordinationRequest.TakeItem(1, 1, NAME, 0, 1))))
                .hasSize(2)
                .startsWith(new CoordinationAnswer.ValueGiven(1, new SharedValue.Result(result)))
                .last()
                .isInstanceOf(ClientNotice.TasksEnded.class);
        assertThat(machine.taskCount()).isOne();
        machine.handle(new Event.ClientSpoke(B, new ClientMessage.EndSession(), 0));
        assertThat(machine.taskCount()).isZero();
    }

    @Test
    void aResultThatIsNotKnownCannotBeReferredTo() {
        TaskKey unknown = new TaskKey(sessionOfA, 0, 0);
        assertThat(told(asks(A, new CoordinationRequest.SetVariable(1, NAME, new SharedValue.Result(unknown)))))
                .singleElement()
                .asString()
                .contains("variable file cannot refer to");
    }

    /// A task of a client's session, in memory.
    private TaskKey finishedTaskOfA() {
        machine.handle(
                new Event.WorkerRegistered(WORKER, new WorkerMessage.RegisterWorker("w", "tcp://w", 1, 1_000_000), 0));
        machine.handle(new Event.ClientSpoke(
                A, new ClientMessage.SubmitTasks(new BatchScript(names).batch("a", List.of("x!"))), 0));
        RunId run = new RunId(new TaskKey(sessionOfA, 0, 0), 1);
        machine.handle(new Event.WorkerSpoke(WORKER, new WorkerMessage.TaskStarted(run), 0));
        machine.handle(new Event.WorkerSpoke(WORKER, new WorkerMessage.TaskSucceeded(run, 8, 1_000, Map.of()), 0));
        return run.task();
    }

    private static Event lock(ClientId client, long request, long waitNanos) {
        return asks(client, new CoordinationRequest.AcquireLock(request, 1, NAME, waitNanos));
    }

    private static Event asks(ClientId client, CoordinationRequest request) {
        return new Event.ClientAsked(client, request, 0);
    }

    private List<Message> told(Event event) {
        List<Message> told = new ArrayList<>();
        for (Instruction instruction : machine.handle(event)) {
            if (instruction instanceof Instruction.TellClient tell) {
                told.addAll(tell.messages());
            }
        }
        return told;
    }
}
