package io.quern.scheduler.placement;

/// Ready tasks of one client that ask the same of their workers, by priority; equals by dense id. Where no worker can
/// take the first, none can take any.
public final class ReadyLane {
    private final int number;
    private final FairShare share;
    private final Requirement requirement;
    private final IdHeap tasks;
    private int groups;
    private int admittingWorkers;
    private boolean isClosed;

    ReadyLane(int number, FairShare share, Requirement requirement, IdHeap tasks) {
        this.number = number;
        this.share = share;
        this.requirement = requirement;
        this.tasks = tasks;
    }

    int number() {
        return number;
    }

    public FairShare share() {
        return share;
    }

    public Requirement requirement() {
        return requirement;
    }

    IdHeap tasks() {
        return tasks;
    }

    public int size() {
        return tasks.size();
    }

    /// The next task, [TaskTable#NONE] where none is ready.
    public int first() {
        return tasks.first();
    }

    /// Whether its tasks stand in their order: for checks.
    public boolean isOrdered() {
        return tasks.isOrdered();
    }

    public int at(int position) {
        return tasks.at(position);
    }

    /// Counts the groups that have tasks for this lane.
    ///
    /// @return how many have
    int countGroups(int change) {
        groups += change;
        return groups;
    }

    /// Registered workers that could run these tasks when they have nothing else to do.
    public int admittingWorkers() {
        return admittingWorkers;
    }

    void countAdmitting(int change) {
        admittingWorkers += change;
    }

    /// Whether no worker has room for its first task in this turn.
    boolean isClosed() {
        return isClosed;
    }

    public void close() {
        isClosed = true;
    }

    void open() {
        isClosed = false;
    }
}
