package io.quern.scheduler.placement;

/// What a worker may be given.
public enum WorkerStatus {
    RUNNING("running"),
    /// Nothing new, until it is told otherwise.
    PAUSED("paused"),
    /// Nothing new for a while: what failed there went well elsewhere.
    EXCLUDED("excluded: tasks failed there that went well elsewhere"),
    /// Nothing any more: it leaves once others have what only it holds.
    RETIRING("retiring");

    private final String word;

    WorkerStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
