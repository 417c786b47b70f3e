package io.quern.scheduler.commit;

import java.util.Map;
import java.util.TreeMap;

/// Which attempts may publish their output. At most one attempt of a task holds a grant at any time; it ends with the
/// attempt.
///
/// A grant only makes it rare that two attempts publish; that they never both do is the work of the exclusive manifest
/// in the output folder.
public final class CommitGrants {
    /// Attempt that holds the grant, by dense id of the task.
    private final Map<Integer, Integer> holders = new TreeMap<>();

    /// Gives the grant to an attempt, or confirms it.
    ///
    /// @param attempt the current attempt of the task, which runs
    /// @throws IllegalStateException if another attempt still holds it: attempts must be revoked as they end
    public void grant(int task, int attempt) {
        Integer holder = holders.putIfAbsent(task, attempt);
        if (holder != null && holder != attempt) {
            throw new IllegalStateException("attempt " + holder + " still holds the commit grant of task id " + task
                    + ", attempt " + attempt + " asks for it");
        }
    }

    /// Ends the grant of a task, if there is one.
    public void revoke(int task) {
        holders.remove(task);
    }

    /// Attempts by task; a view.
    public Map<Integer, Integer> holders() {
        return holders;
    }
}
