package io.quern.worker.memory;

import io.quern.core.key.RunId;
import io.quern.worker.memory.decision.MemoryInstruction;
import io.quern.worker.memory.decision.MemoryInstruction.AdmitInputs;
import io.quern.worker.memory.decision.MemoryInstruction.BeginFetch;
import io.quern.worker.memory.decision.MemoryInstruction.SetIntake;
import io.quern.worker.memory.decision.MemoryInstruction.SpillResult;
import io.quern.worker.memory.decision.MemoryInstruction.TryDisk;
import java.util.List;

/// What carries out what [WorkerMemory] decides. No method waits.
public interface MemoryActions {
    /// Before anybody carries decisions out there is nothing that could be decided.
    MemoryActions NONE = new MemoryActions() {
        @Override
        public void spill(RunId result) {
            throw new IllegalStateException("result " + result + " is to be spilled, and nobody does it");
        }

        @Override
        public void tryDisk() {
            throw new IllegalStateException("the disk is to be tried, and nobody does it");
        }

        @Override
        public void fetch(RunId result) {
            throw new IllegalStateException("result " + result + " is to be fetched, and nobody does it");
        }

        @Override
        public void intakeChanged() {
            throw new IllegalStateException("work is to pause, and nobody listens");
        }
    };

    /// Carries out all of it. What fails keeps nothing else from being done: the machine counts on each.
    ///
    /// @throws RuntimeException the first failure, with the others suppressed
    default void carryOut(List<MemoryInstruction> instructions) {
        RuntimeException failure = null;
        for (MemoryInstruction instruction : instructions) {
            try {
                carryOut(instruction);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void carryOut(MemoryInstruction instruction) {
        switch (instruction) {
            case SpillResult spill -> spill(spill.result());
            case TryDisk _ -> tryDisk();
            case AdmitInputs _ -> {
                // Its thread was woken.
            }
            case BeginFetch begin -> fetch(begin.result());
            case SetIntake _ -> intakeChanged();
        }
    }

    /// Begins to spill a result. Ends in [MemoryEvent.ResultSpilled] or [MemoryEvent.SpillFailed].
    void spill(RunId result);

    /// Begins to write something that is removed again. Ends in [MemoryEvent.DiskTried].
    void tryDisk();

    /// Begins to fetch a result for which [MemoryEvent.FetchWanted] was told. Ends in [MemoryEvent.FetchEnded].
    void fetch(RunId result);

    /// [WorkerMemory#isPaused()] has changed.
    void intakeChanged();
}
