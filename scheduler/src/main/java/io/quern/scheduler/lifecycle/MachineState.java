package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.scheduler.commit.CommitGrants;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.ReadyQueue;
import io.quern.scheduler.placement.WorkerRoster;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything that the state machine knows. Shared by its parts, all on one thread; collections whose order could
/// reach a decision are ordered.
final class MachineState {
    final SchedulerSettings settings;
    final long epoch;
    final TaskTable tasks = new TaskTable();
    final WorkerRoster roster = new WorkerRoster();
    final CommitGrants grants = new CommitGrants();
    final Outbox outbox = new Outbox();

    /// Ready tasks of stages that produce.
    final ReadyQueue producers = new ReadyQueue(tasks);
    /// Ready tasks of other stages.
    final ReadyQueue consumers = new ReadyQueue(tasks);
    /// Ready tasks that must run alone on a worker.
    final ReadyQueue loners = new ReadyQueue(tasks);

    /// Jobs in the order of their submission.
    final Map<JobId, Job> jobs = new LinkedHashMap<>();
    /// Names of the registered clients.
    final NavigableMap<ClientId, String> clients = new TreeMap<>();
    /// How workers ended that died under a task, by dense id; only tasks that met with it.
    final NavigableMap<Integer, List<Death>> deaths = new TreeMap<>();
    /// How often a task lost an input, or its own result was reported lost by a client, by dense id.
    final NavigableMap<Integer, Integer> losses = new TreeMap<>();
    /// Where a task is to run if that worker is still there, by dense id: where its inputs could not be fetched to.
    final NavigableMap<Integer, WorkerId> preferences = new TreeMap<>();

    /// Jobs whose goals may have been reached, or missed again, in this event.
    final Set<Job> touchedJobs = new LinkedHashSet<>();
    /// Jobs whose clients are to be told the places of the results once more.
    final Set<Job> announcedAgain = new LinkedHashSet<>();
    /// Jobs with news that their clients were not told.
    final Set<Job> progressJobs = new LinkedHashSet<>();

    long submissions;
    long eventNumber;
    long nowNanos;

    @Nullable
    Event event;

    DropCounters dropped = DropCounters.ZERO;

    /// One worker that died under a task.
    record Death(String worker, DeathReport report) {}

    MachineState(SchedulerSettings settings, long epoch) {
        this.settings = settings;
        this.epoch = epoch;
    }

    /// Dense id of a task, [TaskTable#NONE] where it is not known or its stage is not expanded.
    int find(TaskKey key) {
        Job job = jobs.get(key.job());
        if (job == null || key.stage() >= job.stages().size()) {
            return TaskTable.NONE;
        }
        Stage stage = job.stage(key.stage());
        boolean isKnown = stage.isExpanded() && key.partition() < stage.spec().partitions();
        return isKnown ? stage.firstTask() + key.partition() : TaskTable.NONE;
    }

    /// The queue in which a task stands while it is ready.
    ReadyQueue queueOf(int task) {
        if (tasks.deaths(task) >= settings.failure().aloneAfterDeaths()) {
            return loners;
        }
        return tasks.stage(task).spec().isProducer() ? producers : consumers;
    }

    /// The queues that hold all ready tasks.
    List<ReadyQueue> queues() {
        return List.of(loners, producers, consumers);
    }

    /// The last steps of a task, for people.
    List<String> story(int task) {
        List<String> told = new ArrayList<>();
        for (var step : tasks.story().of(task)) {
            told.add("event " + Integer.toUnsignedString(step.event()) + ": "
                    + step.from().word() + " -> "
                    + step.to().word() + " (" + StepKind.of(step.kind()).about()
                    + (step.slot() == TaskTable.NONE ? "" : ", slot " + step.slot()) + ")");
        }
        return told;
    }
}
