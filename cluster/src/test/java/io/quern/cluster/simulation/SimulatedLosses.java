package io.quern.cluster.simulation;

import io.quern.core.message.Message;
import io.quern.core.message.WorkerInstruction.AssignPlanner;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.DropJob;
import io.quern.core.message.WorkerInstruction.DropResults;
import io.quern.core.message.WorkerMessage.InputLost;
import io.quern.core.message.WorkerMessage.RunReturned;
import io.quern.core.message.WorkerMessage.StagesPlanned;
import io.quern.core.message.WorkerMessage.TaskFailed;
import io.quern.core.message.WorkerMessage.TaskSucceeded;
import java.util.SplittableRandom;

/// Planted defects of workers: messages that vanish between the stream and the machine, and results that it forgets.
/// Streams lose nothing by themselves.
final class SimulatedLosses {
    /// Few runs are cancelled, and fewer go on for long enough to be found, so of these messages more are lost.
    private static final int ONE_CANCEL_IN = 3;

    private final SplittableRandom random;
    private final int oneIn;
    private boolean isOver;

    private SimulatedLosses(SplittableRandom random, int oneIn) {
        this.random = random;
        this.oneIn = oneIn;
    }

    static SimulatedLosses none() {
        return new SimulatedLosses(new SplittableRandom(0), 0);
    }

    /// One of so many messages vanishes, where the watchdog could mend it.
    static SimulatedLosses oneIn(int oneIn, long seed) {
        return new SimulatedLosses(new SplittableRandom(seed), oneIn);
    }

    void end() {
        isOver = true;
    }

    boolean arePlanted() {
        return oneIn > 0;
    }

    boolean isLost(Message message) {
        return switch (message) {
            case CancelRun _ -> isNext(Math.min(ONE_CANCEL_IN, oneIn));
            case AssignTask _, AssignPlanner _, DropJob _, DropResults _ -> isNext(oneIn);
            case InputLost _, RunReturned _, StagesPlanned _, TaskFailed _, TaskSucceeded _ -> isNext(oneIn);
            default -> false;
        };
    }

    /// Whether a worker forgets a result now.
    boolean isResultForgotten() {
        return isNext(oneIn);
    }

    private boolean isNext(int bound) {
        return bound > 0 && !isOver && random.nextInt(bound) == 0;
    }
}
