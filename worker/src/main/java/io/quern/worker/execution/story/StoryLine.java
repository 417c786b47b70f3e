package io.quern.worker.execution.story;

import io.quern.core.key.RunId;

/// One step of one task.
///
/// @param stimulus number of the event that led to it, counted by the machine from 1
/// @param step the kind of step
public record StoryLine(long stimulus, RunId run, WorkerTaskPhase from, String step, WorkerTaskPhase to) {
    @Override
    public String toString() {
        return stimulus + ": " + run + " " + from.label() + " -" + step + "-> " + to.label();
    }
}
