package io.quern.worker.execution;

import static io.quern.worker.execution.MachineScript.failure;
import static io.quern.worker.execution.MachineScript.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.Payload;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.worker.execution.ExecutionEvent.RunBlocked;
import io.quern.worker.execution.ExecutionEvent.RunCancelled;
import io.quern.worker.execution.ExecutionEvent.RunFailed;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionEvent.RunUnblocked;
import io.quern.worker.execution.ExecutionEvent.TimePassed;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs of a function whose runs are short are handed to the threads ahead.
class ShortRunsTest {
    private static final long SHORT_NANOS = 200_000;

    private final MachineScript script = MachineScript.registered(1, 1);
    private int next;

    /// One run after the other, each as long.
    private void runs(int count, long elapsedNanos) {
        for (int i = 0; i < count; i++) {
            script.assign(run(next), next);
            end(next++, elapsedNanos);
        }
    }

    private List<String> end(int partition, long elapsedNanos) {
        return script.tell(new RunSucceeded(run(partition), 10, elapsedNanos, Map.of(), Payload.EMPTY));
    }

    private boolean isHandedOver(int partition) {
        return script.machine.phase(run(partition)) == WorkerTaskPhase.EXECUTING;
    }

    @Test
    void sixteenRunsAreHandedOverAheadOnceTheLastSixteenWereShort() {
        runs(15, SHORT_NANOS);
        for (int partition = 15; partition < 40; partition++) {
            script.assign(run(partition), partition);
        }
        assertThat(isHandedOver(15)).isTrue();
        assertThat(isHandedOver(16)).isFalse();

        List<String> told = end(15, SHORT_NANOS);

        assertThat(told).contains("start " + run(16), "tell TaskStarted[run=" + run(32) + "]", "start " + run(32));
        assertThat(isHandedOver(33)).isFalse();
        assertThat(end(16, SHORT_NANOS)).contains("start " + run(33)).doesNotContain("start " + run(34));
    }

    @Test
    void oneLongRunEndsIt() {
        runs(16, SHORT_NANOS);
        script.assign(run(16), 16);
        script.assign(run(17), 17);
        assertThat(isHandedOver(17)).isTrue();

        end(16, SHORT_NANOS + 1);
        script.assign(run(18), 18);
        assertThat(isHandedOver(18)).isFalse();
        end(17, SHORT_NANOS);
        runsFrom(18, 15);
        script.assign(run(40), 40);
        script.assign(run(41), 41);
        assertThat(isHandedOver(41)).isTrue();
    }

    private void runsFrom(int first, int count) {
        end(first, SHORT_NANOS);
        for (int partition = first + 1; partition < first + count; partition++) {
            script.assign(run(partition), partition);
            end(partition, SHORT_NANOS);
        }
    }

    @Test
    void failureOrAWaitEndsItToo() {
        runs(16, SHORT_NANOS);
        script.assign(run(16), 16);
        script.tell(new RunFailed(run(16), failure(run(16))));
        script.assign(run(17), 17);
        script.assign(run(18), 18);
        assertThat(isHandedOver(18)).isFalse();

        end(17, SHORT_NANOS);
        end(18, SHORT_NANOS);
        next = 19;
        runs(14, SHORT_NANOS);
        script.assign(run(50), 50);
        script.tell(new RunBlocked(run(50)));
        script.assign(run(51), 51);
        script.assign(run(52), 52);
        assertThat(isHandedOver(51)).isTrue();
        assertThat(isHandedOver(52)).isFalse();
    }

    @Test
    void oneThatIsHandedOverAheadIsCancelledAsOneThatRuns() {
        runs(16, SHORT_NANOS);
        script.assign(run(16), 16);
        script.assign(run(17), 17);

        assertThat(script.scheduler(new CancelRun(run(17)))).containsExactly("interrupt " + run(17));
        assertThat(script.tell(new RunCancelled(run(17)))).isEmpty();
        assertThat(script.machine.occupiedSlots()).isOne();
    }

    @Test
    void runThatWantsItsSlotBackComesBeforeMoreAreHandedOverAhead() {
        runs(16, SHORT_NANOS);
        script.assign(run(16), 0);
        script.tell(new RunBlocked(run(16)));
        runsFrom17(16);
        script.assign(run(40), 40);
        script.tell(new RunUnblocked(run(16)));
        script.assign(run(41), 41);

        assertThat(isHandedOver(41)).isFalse();
        assertThat(end(40, SHORT_NANOS)).containsSubsequence("resume " + run(16), "start " + run(41));
    }

    private void runsFrom17(int count) {
        next = 17;
        runs(count, SHORT_NANOS);
    }

    @Test
    void onlyThoseWithASlotCountAsExecuting() {
        runs(16, SHORT_NANOS);
        for (int partition = 16; partition < 20; partition++) {
            script.assign(run(partition), partition);
        }

        assertThat(script.tell(new TimePassed(1_000_000_000L)))
                .containsExactly("tell Heartbeat[executing=1, ready=3, liveBytes=160]");
    }
}
