package io.quern.worker.execution;

import static io.quern.worker.execution.MachineScript.at;
import static io.quern.worker.execution.MachineScript.input;
import static io.quern.worker.execution.MachineScript.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.message.WorkerInstruction.AnswerCommit;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.DropJob;
import io.quern.worker.execution.ExecutionEvent.CommitAsked;
import io.quern.worker.execution.ExecutionEvent.ConnectionLost;
import io.quern.worker.execution.ExecutionEvent.RunBlocked;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunUnblocked;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Runs that wait for other tasks: dask conformance 11 and 32. Every invariant is checked after every event.
class BlockedRunTest {
    private final MachineScript script = MachineScript.registered(1, 1);

    @Test
    void blockedTaskFreesItsSlot() {
        script.assign(run(0), 1);
        assertThat(script.assign(run(1), 2)).isEmpty();

        assertThat(block(0))
                .containsExactly(
                        "tell TaskBlocked[run=00000002/1[0]#1]",
                        "tell TaskStarted[run=00000002/1[1]#1]",
                        "start 00000002/1[1]#1");
        assertThat(script.machine.phase(run(0))).isEqualTo(WorkerTaskPhase.BLOCKED);
        assertThat(script.machine.occupiedSlots()).isEqualTo(1);
    }

    @Test
    void runGoesOnAtOnceWhereASlotIsFree() {
        script.assign(run(0), 1);
        block(0);

        assertThat(unblock(0)).containsExactly("tell TaskUnblocked[run=00000002/1[0]#1]", "resume 00000002/1[0]#1");
        assertThat(script.succeed(run(0))).first().asString().startsWith("tell TaskSucceeded");
        assertThat(script.machine.occupiedSlots()).isZero();
    }

    @Test
    void runThatGoesOnComesBeforeReadyRunsOfItsPriorityAndAfterBetterOnes() {
        script.assign(run(0), 5);
        script.assign(run(1), 6);
        block(0);
        script.assign(run(2), 5);
        script.assign(run(3), 4);
        assertThat(unblock(0)).isEmpty();
        assertThat(script.machine.phase(run(0))).isEqualTo(WorkerTaskPhase.RESUMING);

        assertThat(script.succeed(run(1))).last().isEqualTo("start 00000002/1[3]#1");
        assertThat(script.succeed(run(3))).last().isEqualTo("resume 00000002/1[0]#1");
        assertThat(script.succeed(run(0))).last().isEqualTo("start 00000002/1[2]#1");
    }

    @Test
    void nestedRunsNeedOneSlotHoweverDeep() {
        for (int depth = 0; depth < 50; depth++) {
            assertThat(script.assign(run(depth), 100 - depth)).last().isEqualTo("start " + run(depth));
            block(depth);
        }
        assertThat(script.machine.occupiedSlots()).isZero();
        for (int depth = 49; depth >= 0; depth--) {
            assertThat(unblock(depth)).last().isEqualTo("resume " + run(depth));
            script.succeed(run(depth));
        }
        assertThat(script.machine.occupiedSlots()).isZero();
    }

    @Test
    void cancelledBlockedRunGoesOnWithoutASlotAndNoOtherBeginsUntilItEnds() {
        script.assign(run(0), 1);
        block(0);
        assertThat(script.scheduler(new CancelRun(run(0)))).containsExactly("interrupt 00000002/1[0]#1");
        assertThat(script.machine.occupiedSlots()).isZero();

        assertThat(unblock(0)).isEmpty();
        assertThat(script.machine.occupiedSlots()).isEqualTo(1);
        assertThat(script.assign(run(1), 1)).isEmpty();
        assertThat(script.tell(new RunCancelled(run(0)))).last().isEqualTo("start 00000002/1[1]#1");
    }

    @Test
    void runThatIsCancelledWhileItWaitsForItsSlotIsChargedBeyondTheSlots() {
        script.assign(run(0), 2);
        block(0);
        script.assign(run(1), 1);
        unblock(0);
        assertThat(script.scheduler(new CancelRun(run(0)))).containsExactly("interrupt 00000002/1[0]#1");
        assertThat(script.machine.occupiedSlots()).isEqualTo(2);

        script.assign(run(2), 1);
        assertThat(script.succeed(run(1))).noneMatch(line -> line.startsWith("start"));
        assertThat(script.tell(new RunCancelled(run(0)))).last().isEqualTo("start 00000002/1[2]#1");
    }

    @Test
    void cancelThatCrossesTheReportsOfARunKeepsTheCount() {
        script.assign(run(0), 1);
        script.scheduler(new CancelRun(run(0)));
        assertThat(block(0)).isEmpty();
        assertThat(script.machine.occupiedSlots()).isZero();
        assertThat(unblock(0)).isEmpty();
        assertThat(script.machine.occupiedSlots()).isEqualTo(1);
        assertThat(script.tell(new RunFailed(run(0), MachineScript.failure(run(0)))))
                .isEmpty();
        assertThat(script.machine.occupiedSlots()).isZero();
    }

    @Test
    void brokenStreamInterruptsBlockedRuns() {
        script.assign(run(0), 1, at(input(0), 3));
        script.fetched(input(0));
        block(0);
        script.assign(run(1), 1);
        block(1);
        unblock(1);
        block(1);

        assertThat(script.tell(new ConnectionLost(1, "reset")))
                .contains("interrupt 00000002/1[0]#1", "interrupt 00000002/1[1]#1")
                .doesNotContain("drop 00000002/0[0]#1");
        assertThat(script.tell(new RunUnblocked(run(0)))).isEmpty();
        assertThat(script.tell(new RunCancelled(run(0)))).isEmpty();
        assertThat(script.tell(new RunCancelled(run(1)))).isEmpty();
        assertThat(script.machine.occupiedSlots()).isZero();
    }

    @Test
    void endOfTheJobInterruptsARunThatWaitsForItsSlot() {
        script.assign(run(0), 2);
        block(0);
        script.assign(run(1), 1);
        unblock(0);

        assertThat(script.scheduler(new DropJob(MachineScript.JOB)))
                .containsExactly(
                        "interrupt 00000002/1[0]#1",
                        "interrupt 00000002/1[1]#1",
                        "forget " + MachineScript.JOB.brief());
    }

    @Test
    void runMayEndAndCommitWhileAThreadThatItStartedWaits() {
        for (int partition : List.of(0, 1)) {
            script.assign(run(partition), 1);
            block(partition);
        }
        assertThat(script.tell(new CommitAsked(run(0)))).containsExactly("tell AskCommit[run=00000002/1[0]#1]");
        assertThat(script.scheduler(new AnswerCommit(run(0), true))).containsExactly("answer 00000002/1[0]#1 true");
        assertThat(script.succeed(run(0))).first().asString().startsWith("tell TaskSucceeded");
        assertThat(script.tell(new RunFailed(run(1), MachineScript.failure(run(1)))))
                .containsExactly("tell TaskFailed[run=00000002/1[1]#1]");
        assertThat(script.machine.occupiedSlots()).isZero();
    }

    private List<String> block(int partition) {
        return script.tell(new RunBlocked(run(partition)));
    }

    private List<String> unblock(int partition) {
        return script.tell(new RunUnblocked(run(partition)));
    }
}
