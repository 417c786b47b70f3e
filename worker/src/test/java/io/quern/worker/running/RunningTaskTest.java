package io.quern.worker.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.runtime.SystemClock;
import io.quern.worker.code.JobCodes;
import io.quern.worker.store.RoomyMemory;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RunningTaskTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final DefineFunction STAGE = new DefineFunction(JOB, 0, 0, "write", 1, Payload.EMPTY);

    private RunningTask task = task(() -> {});

    @Test
    void aGrantIsHandedOn() throws InterruptedException {
        task = task(() -> task.answerCommit(true));
        assertThat(task.awaitCommitGrant()).isTrue();
    }

    @Test
    void aGrantThatACancellationOvertakesIsVoid() {
        task = task(() -> {
            task.answerCommit(true);
            task.cancel();
        });
        assertThatThrownBy(task::awaitCommitGrant)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("of stage write was cancelled");
    }

    /// @param whenAsked what happens once the run has asked for its grant
    private static RunningTask task(Runnable whenAsked) {
        return new RunningTask(
                new RunId(new TaskKey(JOB, 0, 0), 1),
                STAGE,
                null,
                JobCodes.ofThisProcess(RunningTaskTest.class.getClassLoader()).use(new TaskKey(JOB, 0, 0)),
                GivenInputs.NONE,
                new SystemClock(),
                new SlotThreads(1),
                RoomyMemory.make(),
                _ -> whenAsked.run());
    }
}
