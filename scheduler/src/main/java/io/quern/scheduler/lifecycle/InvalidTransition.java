package io.quern.scheduler.lifecycle;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.TaskKey;
import io.quern.scheduler.graph.TaskPhase;
import java.util.List;

/// A task met a step that [TransitionTable] does not declare for its phase: a defect. Carries the story of the task.
public final class InvalidTransition extends QuernException {
    private static final long serialVersionUID = 1L;

    private final transient TaskKey key;
    private final TaskPhase phase;
    private final StepKind kind;

    InvalidTransition(TaskKey key, TaskPhase phase, StepKind kind, Event event, List<String> story) {
        super(
                ErrorCode.INTERNAL,
                "task " + key + " in phase " + phase.word() + " cannot take the step " + kind + " (" + kind.about()
                        + "), caused by " + event + "; its story: " + String.join(" | ", story));
        this.key = key;
        this.phase = phase;
        this.kind = kind;
    }

    public TaskKey key() {
        return key;
    }

    public TaskPhase phase() {
        return phase;
    }

    public StepKind kind() {
        return kind;
    }
}
