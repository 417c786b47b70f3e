package io.quern.cluster.simulation;

import io.quern.core.graph.TaskRange;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.TaskOutcome;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The scattered values of a client, as the real one keeps them: until it is told that a worker has them.
final class SimulatedValues {
    private final SimulatedCluster cluster;
    private final SplittableRandom random;
    private final SimulatedWords words;
    /// Those that it has yet.
    private final Map<TaskKey, SimulatedTask> kept = new LinkedHashMap<>();
    /// Those of them that it let go of, and of which it says so once they have ended.
    private final Set<TaskKey> unheld = new LinkedHashSet<>();
    /// Those of them that ended without having been sent.
    private final Set<TaskKey> unsent = new LinkedHashSet<>();
    /// Workers to which it has opened a connection for these.
    private final Set<String> opened = new LinkedHashSet<>();

    SimulatedValues(SimulatedCluster cluster, SplittableRandom random, SimulatedWords words) {
        this.cluster = cluster;
        this.random = random;
        this.words = words;
    }

    void keep(SimulatedTask value) {
        kept.put(value.key(), value);
    }

    /// Whether a worker may fetch from this client now.
    boolean isOpenTo(String worker) {
        return opened.contains(worker);
    }

    /// What a worker gets that fetches a value, null where the client has it no more.
    @Nullable
    Long offered(RunId value) {
        SimulatedTask task = kept.get(value.task());
        return task == null ? null : task.evaluate();
    }

    /// Sometimes it cannot reach the worker, or the connection has broken since.
    void open(ClientNotice.SendValue notice) {
        unsent.remove(notice.value().task());
        if (!kept.containsKey(notice.value().task())) {
            words.sayOnce(new ClientMessage.ValueNotSent(notice.value(), true, "let go"));
        } else if (cluster.isPushLost(random)) {
            words.sayOnce(new ClientMessage.ValueNotSent(notice.value(), false, "no route"));
        } else if (cluster.isPushLost(random)) {
            opened.remove(notice.worker().dataAddress());
        } else {
            opened.add(notice.worker().dataAddress());
        }
    }

    void resume() {
        if (!kept.isEmpty()) {
            words.sayOnce(new ClientMessage.ValuesKept(List.copyOf(kept.keySet())));
        }
    }

    void ended(TaskOutcome outcome) {
        TaskKey task = outcome.task();
        if (!(outcome instanceof TaskOutcome.Succeeded) && kept.containsKey(task)) {
            unsent.add(task);
        }
        boolean isUnheld = unheld.remove(task);
        if (isUnheld || outcome instanceof TaskOutcome.Succeeded) {
            kept.remove(task);
        }
        if (isUnheld) {
            TaskRange range = new TaskRange(task.stage(), task.partition(), task.partition() + 1);
            words.say(new ClientMessage.ReleaseTasks(task.job(), List.of(range)));
        }
    }

    /// Whether the scheduler is told of a release once the value has ended: what depends on it may need it yet.
    boolean isReleasedLater(TaskKey task) {
        if (!unsent.remove(task) && kept.containsKey(task)) {
            unheld.add(task);
            return true;
        }
        kept.remove(task);
        return false;
    }

    void end() {
        kept.clear();
        opened.clear();
    }
}
