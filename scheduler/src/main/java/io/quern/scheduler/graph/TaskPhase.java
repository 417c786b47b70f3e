package io.quern.scheduler.graph;

/// Where a task stands on the scheduler.
public enum TaskPhase {
    /// Not known: the id is free.
    FORGOTTEN("forgotten"),
    /// Known; its result is not here and nobody needs it now.
    RELEASED("released"),
    /// Needed; inputs are missing.
    WAITING("waiting"),
    /// Ready; no worker is registered that could run it.
    NO_WORKER("noWorker"),
    /// Ready; withheld until a worker has room.
    QUEUED("queued"),
    /// Assigned to a worker.
    PROCESSING("processing"),
    /// Its result is held by at least one worker.
    MEMORY("memory"),
    /// It has failed for good, or was cancelled; where it is of a job, that has failed with it.
    ERRED("erred");

    static final int COUNT = values().length;
    private static final TaskPhase[] BY_CODE = values();

    private final String word;

    TaskPhase(String word) {
        this.word = word;
    }

    /// The word of the glossary, as people see it.
    public String word() {
        return word;
    }

    /// Needed and not there yet: such a task needs its inputs.
    public boolean isActive() {
        return this == WAITING || this == NO_WORKER || this == QUEUED || this == PROCESSING;
    }

    /// Ready to be assigned: such a task stands in a ready queue.
    public boolean isReady() {
        return this == NO_WORKER || this == QUEUED;
    }

    /// Its number in arrays and stories, from 0; lives no longer than the process.
    @SuppressWarnings("EnumOrdinal")
    public int code() {
        return ordinal();
    }

    /// The phase with that number.
    public static TaskPhase of(int code) {
        return BY_CODE[code];
    }
}
