package io.quern.worker.execution;

import static io.quern.worker.execution.MachineScript.JOB;
import static io.quern.worker.execution.MachineScript.SELF;
import static io.quern.worker.execution.MachineScript.assignment;
import static io.quern.worker.execution.MachineScript.at;
import static io.quern.worker.execution.MachineScript.define;
import static io.quern.worker.execution.MachineScript.failure;
import static io.quern.worker.execution.MachineScript.holder;
import static io.quern.worker.execution.MachineScript.input;
import static io.quern.worker.execution.MachineScript.run;
import static io.quern.worker.execution.MachineScript.sized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction.AnswerCommit;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.CopyResult;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerInstruction.DropJob;
import io.quern.core.message.WorkerInstruction.DropResults;
import io.quern.core.message.WorkerInstruction.DropStages;
import io.quern.core.message.WorkerInstruction.StopWorker;
import io.quern.core.message.WorkerInstruction.WorkerAccepted;
import io.quern.worker.execution.ExecutionEvent.CommitAsked;
import io.quern.worker.execution.ExecutionEvent.Connected;
import io.quern.worker.execution.ExecutionEvent.ConnectionLost;
import io.quern.worker.execution.ExecutionEvent.FetchAbsent;
import io.quern.worker.execution.ExecutionEvent.HolderUnreachable;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunLostInput;
import io.quern.worker.execution.ExecutionEvent.SchedulerPinged;
import io.quern.worker.execution.ExecutionEvent.SchedulerSpoke;
import io.quern.worker.execution.ExecutionEvent.StopAsked;
import io.quern.worker.execution.ExecutionEvent.TimePassed;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerMachineTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void registersWhenConnectedAndBeatsOnceASecond() {
        MachineScript script = new MachineScript(1, 1);

        assertThat(script.tell(new Connected(1, 0)))
                .containsExactly(
                        "tell RegisterWorker[name=w, dataAddress=local://w, threads=1, memoryBytes=1073741824, heldBytesMax=1073741824, resources={}]");
        assertThat(script.tell(new TimePassed(SECOND))).isEmpty();
        script.scheduler(new WorkerAccepted(SELF, 1));
        assertThat(script.tell(new TimePassed(2 * SECOND)))
                .containsExactly("tell Heartbeat[executing=0, ready=0, liveBytes=0]");
        assertThat(script.tell(new TimePassed(2 * SECOND + 1))).isEmpty();
    }

    @Test
    void runWithoutInputsStartsAtOnceAndItsResultIsKept() {
        MachineScript script = MachineScript.registered(1, 1);

        assertThat(script.assign(run(0), 5)).containsExactly("tell TaskStarted[run=" + run(0) + "]", "start " + run(0));
        assertThat(script.succeed(run(0)))
                .containsExactly("tell TaskSucceeded[run=" + run(0)
                        + ", sizeBytes=10, elapsedNanos=5, counters={}, shortValue=0 bytes]");
        assertThat(script.machine.phase(run(0))).isEqualTo(WorkerTaskPhase.MEMORY);
        assertThat(script.machine.liveBytes()).isEqualTo(10);
    }

    @Test
    void aRunDoesNotWaitForItsExchangedInputsAndIsGivenBackWhereItLosesOne() {
        MachineScript script = MachineScript.registered(1, 1);
        JobId job = new JobId(8, 8);
        RunId reader = new RunId(new TaskKey(job, 1, 0), 1);
        RunId output = new RunId(new TaskKey(job, 0, 0), 1);
        script.scheduler(new DefineFunction(job, 1, 0, "read", 3, Payload.EMPTY, CodeHash.NONE, List.of(0)));

        assertThat(script.assign(reader, 5, new ResultLocation(output, 9, List.of(holder(7)))))
                .containsExactly("tell TaskStarted[run=" + reader + "]", "start " + reader);
        assertThat(script.tell(new RunLostInput(reader, output, holder(7))))
                .containsExactly("tell InputLost[run=" + reader + ", input=" + output + ", holder=worker-7]");
        assertThat(script.machine.phase(reader)).isEqualTo(WorkerTaskPhase.FORGOTTEN);
        assertThat(script.assign(run(0), 5)).as("the slot is free").contains("start " + run(0));
    }

    @Test
    void readyRunsStartBySmallestPriority() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 50);
        script.assign(run(1), 40);
        script.assign(run(2), 30);

        assertThat(script.succeed(run(0))).contains("start " + run(2));
        assertThat(script.succeed(run(2))).contains("start " + run(1));
    }

    @Test
    void inputThatTwoRunsNeedIsFetchedOnceAndReported() {
        MachineScript script = MachineScript.registered(2, 4);

        assertThat(script.assign(run(0), 1, at(input(0), 3)))
                .containsExactly("fetch " + input(0) + " of 100 bytes from worker-3");
        assertThat(script.assign(run(1), 2, at(input(0), 3))).isEmpty();
        assertThat(script.fetched(input(0)))
                .containsExactly(
                        "tell ReplicaAdded[result=" + input(0) + "]",
                        "tell TaskStarted[run=" + run(0) + "]",
                        "start " + run(0),
                        "tell TaskStarted[run=" + run(1) + "]",
                        "start " + run(1));
        assertThat(script.assign(run(2), 3, at(input(0), 3))).isEmpty();
        assertThat(script.machine.phase(run(2))).isEqualTo(WorkerTaskPhase.READY);
    }

    /// Memory is told them before anything comes.
    @Test
    void whatIsFetchedIsToldWithTheBytesThatItsHolderMeasured() {
        MachineScript script = MachineScript.registered(1, 4);

        assertThat(script.assign(run(0), 1, sized(5_000, input(0), 3), sized(70, input(1), 3)))
                .containsExactly(
                        "fetch " + input(0) + " of 5000 bytes from worker-3",
                        "fetch " + input(1) + " of 70 bytes from worker-3");
        assertThat(script.scheduler(new CopyResult(sized(900, input(2), 4))))
                .containsExactly("fetch " + input(2) + " of 900 bytes from worker-4");
    }

    @Test
    void everyHolderIsTriedBeforeAnInputIsLost() {
        MachineScript script = MachineScript.registered(1, 1);

        assertThat(script.assign(run(0), 1, at(input(0), 3, 4)))
                .containsExactly("fetch " + input(0) + " of 100 bytes from worker-4");
        assertThat(script.tell(new HolderUnreachable(input(0), holder(4), "refused")))
                .containsExactly("fetch " + input(0) + " of 100 bytes from worker-3");
        assertThat(script.tell(new FetchAbsent(input(0), holder(3), "gone")))
                .containsExactly("tell InputLost[run=" + run(0) + ", input=" + input(0) + ", holder=worker-3]");
        assertThat(script.machine.phase(run(0))).isEqualTo(WorkerTaskPhase.FORGOTTEN);
    }

    @Test
    void inputThatOnlyThisWorkerShouldHoldIsLostAtOnceAndOtherInputsAreLetGo() {
        MachineScript script = MachineScript.registered(1, 1);

        List<String> told = script.assign(run(0), 1, at(input(0), 7), at(input(1), 3));

        assertThat(told).containsExactly("tell InputLost[run=" + run(0) + ", input=" + input(0) + ", holder=worker-7]");
        assertThat(script.machine.phase(input(1))).isEqualTo(WorkerTaskPhase.FORGOTTEN);
    }

    @Test
    void fetchesAreBoundedAndGoToTheMostUrgentRunFirst() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 9, at(input(0), 3));
        script.assign(run(1), 8, at(input(1), 3));
        script.assign(run(2), 7, at(input(2), 3));

        assertThat(script.fetched(input(0))).contains("fetch " + input(2) + " of 100 bytes from worker-3");
    }

    @Test
    void cancelledRunKeepsItsSlotUntilItEndsAndNobodyListens() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);
        script.assign(run(1), 2);

        assertThat(script.scheduler(new CancelRun(run(0)))).containsExactly("interrupt " + run(0));
        assertThat(script.machine.phase(run(1))).isEqualTo(WorkerTaskPhase.READY);
        assertThat(script.machine.occupiedSlots()).isOne();
        assertThat(script.succeed(run(0)))
                .containsExactly("drop " + run(0), "tell TaskStarted[run=" + run(1) + "]", "start " + run(1));
    }

    @Test
    void runThatIsAssignedAgainHasItsOwnNumberBesideItsCancelledOne() {
        MachineScript script = MachineScript.registered(2, 1);
        RunId second = new RunId(run(0).task(), 2);
        script.assign(run(0), 1);
        script.scheduler(new CancelRun(run(0)));

        assertThat(script.assign(second, 1)).contains("start " + second);
        assertThat(script.tell(new RunCancelled(run(0)))).isEmpty();
        assertThat(script.succeed(second)).hasSize(1);
    }

    @Test
    void cancelledRunThatAsksToCommitIsRefused() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);
        assertThat(script.tell(new CommitAsked(run(0)))).containsExactly("tell AskCommit[run=" + run(0) + "]");

        script.scheduler(new CancelRun(run(0)));

        assertThat(script.scheduler(new AnswerCommit(run(0), true))).isEmpty();
        assertThat(script.tell(new CommitAsked(run(0)))).containsExactly("answer " + run(0) + " false");
        assertThat(script.machine.staleEvents()).isEqualTo(2);
    }

    @Test
    void grantReachesTheRunThatAsked() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);
        script.tell(new CommitAsked(run(0)));

        assertThat(script.scheduler(new AnswerCommit(run(0), true))).containsExactly("answer " + run(0) + " true");
    }

    @Test
    void failureIsToldAndFreesTheSlot() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);
        script.assign(run(1), 2);

        assertThat(script.tell(new RunFailed(run(0), failure(run(0)))))
                .containsExactly(
                        "tell TaskFailed[run=" + run(0) + "]",
                        "tell TaskStarted[run=" + run(1) + "]",
                        "start " + run(1));
        assertThat(script.machine.phase(run(0))).isEqualTo(WorkerTaskPhase.ERROR);
    }

    @Test
    void droppedResultStaysWhileARunHereNeedsIt() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1, at(input(0), 3));
        script.fetched(input(0));

        assertThat(script.scheduler(new DropResults(List.of(input(0))))).isEmpty();
        assertThat(script.succeed(run(0))).contains("drop " + input(0));
    }

    @Test
    void resultThatIsNeededAgainBeforeItWasDroppedIsReportedAgain() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1, at(input(0), 3));
        script.fetched(input(0));
        script.scheduler(new DropResults(List.of(input(0))));

        assertThat(script.assign(run(1), 2, at(input(0), 3)))
                .containsExactly("tell ReplicaAdded[result=" + input(0) + "]");
        assertThat(script.succeed(run(0))).doesNotContain("drop " + input(0));
    }

    @Test
    void droppedJobTakesItsRunsAndResultsAlong() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1, at(input(0), 3));
        script.fetched(input(0));
        script.assign(run(1), 2);
        script.assign(run(2), 3, at(input(1), 3));

        assertThat(script.scheduler(new DropJob(JOB)))
                .containsExactly("interrupt " + run(0), "drop " + input(0), "forget " + JOB.brief());
        assertThat(script.fetched(input(1))).containsExactly("drop " + input(1));
        assertThat(script.machine.liveBytes()).isZero();
        script.tell(new RunCancelled(run(0)));
        assertThat(script.machine.occupiedSlots()).isZero();
    }

    @Test
    void theCodeOfAStageIsLearntWithItsFirstFunctionAndForgottenWithItOrItsJob() {
        MachineScript script = MachineScript.registered(1, 1);
        CodeHash code = new CodeHash(0x1234_5678_9abc_def0L, 2, 3, 4);
        JobId other = JobId.of(7, 8, 9);

        assertThat(script.scheduler(new DefineFunction(other, 0, 0, "a", 1, Payload.EMPTY, code, List.of())))
                .containsExactly("learn " + other.brief() + "/0 12345678");
        assertThat(script.scheduler(new DefineFunction(other, 0, 1, "b", 1, Payload.EMPTY, code, List.of())))
                .isEmpty();
        assertThat(script.scheduler(new DefineFunction(other, 1, 0, "c", 1, Payload.EMPTY, code, List.of())))
                .containsExactly("learn " + other.brief() + "/1 12345678");
        assertThat(script.scheduler(new DropStages(other, List.of(1))))
                .containsExactly("forget " + other.brief() + " [1]");
        assertThat(script.scheduler(new DropJob(other))).containsExactly("forget " + other.brief());
        assertThat(script.scheduler(new DefineFunction(other, 0, 0, "a", 1, Payload.EMPTY, CodeHash.NONE, List.of())))
                .isEmpty();
    }

    @Test
    void lostStreamEndsRunsKeepsResultsAndAsksForANewOne() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);
        script.succeed(run(0));
        script.assign(run(1), 1);

        assertThat(script.tell(new ConnectionLost(1, "reset")))
                .containsExactly("interrupt " + run(1), "forget " + JOB.brief() + " [0, 1]", "reconnect: reset");
        script.stream = 2;
        assertThat(script.tell(new Connected(2, 0)))
                .hasSize(2)
                .last()
                .isEqualTo("tell OfferResults[results=[OfferedResult[run=" + run(0) + ", sizeBytes=10]]]");
        script.accept();
        script.assign(run(5), 1);
        assertThat(script.machine.phase(run(5))).isEqualTo(WorkerTaskPhase.READY);
        assertThat(script.tell(new RunCancelled(run(1)))).contains("start " + run(5));
    }

    @Test
    void fetchInFlightServesTheNextIncarnation() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1, at(input(0), 3));
        script.tell(new ConnectionLost(1, "reset"));
        script.stream = 2;
        script.register();

        assertThat(script.assign(run(1), 1, at(input(0), 3))).isEmpty();
        assertThat(script.fetched(input(0))).contains("start " + run(1));
    }

    @Test
    void silentSchedulerEndsTheIncarnationAndNothingIsCommitted() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);
        script.tell(new SchedulerPinged(1, 5 * SECOND));
        assertThat(script.tell(new TimePassed(25 * SECOND - 1)))
                .containsExactly("tell Heartbeat[executing=1, ready=0, liveBytes=0]");

        assertThat(script.tell(new TimePassed(25 * SECOND)))
                .containsExactly(
                        "interrupt " + run(0),
                        "forget " + JOB.brief(),
                        "close 1",
                        "reconnect: the scheduler has not been heard of for 20 s");
        assertThat(script.scheduler(new AnswerCommit(run(0), true))).isEmpty();
        assertThat(script.tell(new CommitAsked(run(0)))).containsExactly("answer " + run(0) + " false");
    }

    @Test
    void runThatIgnoresItsInterruptIsToldOfUntilItsWorkerWantsToBeStartedAnew() {
        MachineScript script = MachineScript.registered(2, 1);
        script.assign(run(0), 1);
        script.scheduler(new CancelRun(run(0)));
        assertThat(script.tell(new TimePassed(5 * SECOND)))
                .containsExactly(
                        "tell Heartbeat[executing=0, ready=0, liveBytes=0]",
                        "tell RunsLinger[runs=[LingeringRun[run=" + run(0)
                                + ", elapsedNanos=0]], isRecycleWanted=false]");
        script.tell(new SchedulerPinged(1, 20 * SECOND));
        assertThat(script.tell(new TimePassed(34 * SECOND)))
                .contains("tell RunsLinger[runs=[LingeringRun[run=" + run(0)
                        + ", elapsedNanos=29000000000]], isRecycleWanted=false]");
        assertThat(script.tell(new TimePassed(35 * SECOND)))
                .contains("tell RunsLinger[runs=[LingeringRun[run=" + run(0)
                        + ", elapsedNanos=30000000000]], isRecycleWanted=true]");
    }

    @Test
    void workerThatWantsToBeStartedAnewStopsForGoodWhereItIsToldTo() {
        assertThat(wantingToBeStartedAnew().scheduler(new StopWorker("retired", false)))
                .contains("end: retired");
        assertThat(wantingToBeStartedAnew().scheduler(new StopWorker("recycled", true)))
                .contains("end to be started anew: recycled");
    }

    private static MachineScript wantingToBeStartedAnew() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);
        script.scheduler(new CancelRun(run(0)));
        script.tell(new TimePassed(5 * SECOND));
        script.tell(new SchedulerPinged(1, 20 * SECOND));
        assertThat(script.tell(new TimePassed(35 * SECOND)).getLast()).endsWith("isRecycleWanted=true]");
        return script;
    }

    @Test
    void runThatEndsAfterItsInterruptIsToldOfOnceMore() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);
        script.scheduler(new CancelRun(run(0)));
        script.tell(new TimePassed(5 * SECOND));
        script.tell(new RunCancelled(run(0)));
        assertThat(script.tell(new TimePassed(6 * SECOND)))
                .containsExactly(
                        "tell Heartbeat[executing=0, ready=0, liveBytes=0]",
                        "tell RunsLinger[runs=[], isRecycleWanted=false]");
        assertThat(script.tell(new TimePassed(7 * SECOND)))
                .containsExactly("tell Heartbeat[executing=0, ready=0, liveBytes=0]");
    }

    @Test
    void messagesOfAnOlderStreamAreDroppedAndCounted() {
        MachineScript script = MachineScript.registered(1, 1);
        script.tell(new ConnectionLost(1, "reset"));
        script.stream = 2;
        script.register();

        assertThat(script.tell(new SchedulerSpoke(1, assignment(run(0), 1), 0))).isEmpty();
        assertThat(script.tell(new ConnectionLost(1, "again"))).isEmpty();
        assertThat(script.machine.staleEvents()).isEqualTo(2);
    }

    @Test
    void stopInterruptsRunsClosesTheStreamAndEndsOnce() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);

        assertThat(script.scheduler(new StopWorker("retired", false)))
                .containsExactly("interrupt " + run(0), "forget " + JOB.brief(), "close 1", "end: retired");
        assertThat(script.tell(new StopAsked("again"))).isEmpty();
        assertThat(script.tell(new Connected(2, 0))).containsExactly("close 2");
    }

    @Test
    void assignmentBeforeItsStageIsRefused() {
        MachineScript script = MachineScript.registered(1, 1);
        RunId unknown = new RunId(new TaskKey(JOB, 9, 0), 1);

        assertThatThrownBy(() -> script.assign(unknown, 1))
                .isInstanceOf(InvalidWorkerTransition.class)
                .hasMessageContaining(unknown + " was assigned before function 0 of its stage was defined here");
        assertThatThrownBy(() -> MachineScript.registered(1, 1).scheduler(define(0)))
                .hasMessageContaining("was defined twice");
    }

    @Test
    void undeclaredStepTellsRunPhaseStepAndStory() {
        MachineScript script = MachineScript.registered(1, 1);
        script.assign(run(0), 1);

        assertThatThrownBy(() -> script.assign(run(0), 1))
                .isInstanceOf(InvalidWorkerTransition.class)
                .hasMessageContaining("run " + run(0) + " is executing and cannot take the step Assigned")
                .hasMessageContaining("forgotten -Assigned-> ready; ")
                .hasMessageContaining("ready -SlotGiven-> executing");
    }
}
