package io.quern.worker.memory;

import io.quern.core.key.RunId;

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

    /// Begins to spill a result. Ends in [MemoryEvent.ResultSpilled] or [MemoryEvent.SpillFailed].
    void spill(RunId result);

    /// Begins to write something that is removed again. Ends in [MemoryEvent.DiskTried].
    void tryDisk();

    /// Begins to fetch a result for which [MemoryEvent.FetchWanted] was told. Ends in [MemoryEvent.FetchEnded].
    void fetch(RunId result);

    /// [WorkerMemory#isPaused()] has changed.
    void intakeChanged();
}
