package io.quern.scheduler.lifecycle;

/// Where a scheduler stands between its death and its work: it loads a checkpoint, replays records, gathers what
/// workers still hold, and then works. Without a journal it works from the start.
final class Life {
    private Stage stage;
    private final boolean hasJournal;
    private int number;
    private long gatherNanos;
    private long placeAtNanos = Long.MAX_VALUE;
    private long bornAtNanos;

    private enum Stage {
        /// Records of a checkpoint are applied, whose order is not that of events: nothing follows from them yet.
        LOADING,
        /// Records of logs are applied: what follows from them for the tasks that are known happens as it did.
        REPLAYING,
        /// Workers offer results. No task is given out, and none fails by another: its result may be there.
        GATHERING,
        WORKING
    }

    private Life(boolean hasJournal, Stage stage, int number) {
        this.hasJournal = hasJournal;
        this.stage = stage;
        this.number = number;
    }

    /// The only life of a scheduler without a journal.
    static Life withoutJournal() {
        return new Life(false, Stage.WORKING, 1);
    }

    /// A life that begins with the replay of a journal, which may be empty.
    static Life withJournal() {
        return new Life(true, Stage.LOADING, 0);
    }

    /// A life before has begun: what stood in its checkpoint is complete.
    void replayBeginning(int replayed) {
        number = replayed;
        stage = Stage.REPLAYING;
    }

    /// All is replayed, this life begins.
    ///
    /// @param gather how long workers have to offer results, from when the first of them comes
    void begin(long gather, long nowNanos) {
        if (stage != Stage.LOADING && stage != Stage.REPLAYING) {
            throw new IllegalStateException("a life begins once, after the replay of a journal");
        }
        number++;
        stage = Stage.GATHERING;
        gatherNanos = gather;
        bornAtNanos = nowNanos;
    }

    /// How long a worker has to offer what it holds.
    long gatherNanos() {
        return gatherNanos;
    }

    /// Until when a worker of a life before may take to come back, from which on it counts as gone; 0 where there was
    /// no life before.
    long returnUntilNanos(long patienceNanos) {
        return number > 1 ? bornAtNanos + patienceNanos : 0;
    }

    /// A worker is here. The time for others runs from the first on: a machine that is slow to come back is slow with
    /// its workers too, and without any of them nothing could be given out.
    void workerCame(long nowNanos) {
        if (isGathering() && placeAtNanos == Long.MAX_VALUE) {
            placeAtNanos = nowNanos + gatherNanos;
        }
    }

    /// All workers that hold something have had time to say so.
    void work() {
        stage = Stage.WORKING;
        placeAtNanos = Long.MAX_VALUE;
    }

    /// Its number, from 1; while records are replayed that of the life that wrote them, 0 at first.
    int number() {
        return number;
    }

    boolean isLoading() {
        return stage == Stage.LOADING;
    }

    boolean isReplaying() {
        return stage == Stage.LOADING || stage == Stage.REPLAYING;
    }

    boolean isGathering() {
        return stage == Stage.GATHERING;
    }

    /// Whether results are gathered and no worker has come yet.
    boolean isWithoutWorkers() {
        return isGathering() && placeAtNanos == Long.MAX_VALUE;
    }

    /// Whether tasks are given out, and fail by what they depend on.
    boolean isWorking() {
        return stage == Stage.WORKING;
    }

    /// When gathering ends, `Long.MAX_VALUE` where that is not known or it does not go on.
    long placeAtNanos() {
        return placeAtNanos;
    }

    /// Whether there is a journal.
    boolean hasJournal() {
        return hasJournal;
    }

    /// Whether what happens now has to be written.
    boolean isRecording() {
        return hasJournal && !isReplaying();
    }
}
