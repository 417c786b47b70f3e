package io.quern.cluster.simulation;

import io.quern.core.current.ActorObject;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// All objects of actors that there are or were, and which calls began on them: no call of an actor on two objects,
/// none twice, and those of one caller in their order.
final class SimulatedActors {
    /// What was made for a task, the object that its calls reached.
    private final Map<TaskKey, SimulatedObject> called = new HashMap<>();
    private final Map<Caller, TaskKey> last = new HashMap<>();
    private final Set<TaskKey> begun = new HashSet<>();
    /// Calls that somebody wanted to be tried again may run twice, and late.
    private final Set<TaskKey> exempt = new HashSet<>();

    private boolean isAnythingTriedAgain;
    private long calls;

    private record Caller(TaskKey actor, JobId session) {}

    /// An object in a worker's process.
    static final class SimulatedObject {
        private final RunId madeBy;
        private final ActorObject object = new ActorObject(this);

        SimulatedObject(RunId madeBy) {
            this.madeBy = madeBy;
        }
    }

    /// A call begins.
    ///
    /// @return false where the object does not let it, since it may have begun before the scheduler died
    boolean begin(SimulatedObject object, RunId call) {
        try {
            object.object.begin(call);
        } catch (QuernException _) {
            return false;
        }
        TaskKey actor = object.madeBy.task();
        SimulatedObject before = called.putIfAbsent(actor, object);
        require(before == null || before == object, call, "reaches another object than calls before it");
        if (!exempt.contains(call.task())) {
            require(begun.add(call.task()), call, "runs twice");
            TaskKey earlier = last.put(new Caller(actor, call.task().job()), call.task());
            require(earlier == null || earlier.compareTo(call.task()) < 0, call, "runs after " + earlier);
        }
        calls++;
        return true;
    }

    private static void require(boolean holds, RunId call, String complaint) {
        if (!holds) {
            throw new IllegalStateException("call " + call + " " + complaint);
        }
    }

    /// Somebody tries something again: with it all that failed because of it, which may need what was let go.
    void exempt(Iterable<TaskKey> submitted) {
        submitted.forEach(exempt::add);
        isAnythingTriedAgain = true;
    }

    boolean isAnythingTriedAgain() {
        return isAnythingTriedAgain;
    }

    /// Calls that began.
    long calls() {
        return calls;
    }
}
