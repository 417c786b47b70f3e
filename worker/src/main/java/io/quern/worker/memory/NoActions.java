package io.quern.worker.memory;

import io.quern.core.key.RunId;

/// Before anybody carries decisions out there is nothing that could be decided.
final class NoActions implements WorkerMemory.Actions {
    @Override
    public void spill(RunId result) {
        throw new IllegalStateException("result " + result + " is to be spilled, and nobody does it");
    }

    @Override
    public void fetch(RunId result) {
        throw new IllegalStateException("result " + result + " is to be fetched, and nobody does it");
    }

    @Override
    public void intakeChanged() {
        throw new IllegalStateException("work is to pause, and nobody listens");
    }
}
