package io.quern.scheduler.lifecycle;

import io.quern.core.graph.Payload;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.commit.CommitGrants;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.EdgeTable;
import io.quern.scheduler.graph.Graph;
import io.quern.scheduler.graph.IntQueue;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.ReadyTasks;
import io.quern.scheduler.placement.RunLists;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerRoster;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Everything that the state machine knows. Shared by its parts, all on one thread; collections whose order could
/// reach a decision are ordered.
final class MachineState {
    final SchedulerSettings settings;
    final long epoch;
    final TaskTable tasks = new TaskTable();
    final EdgeTable edges = new EdgeTable(tasks);
    final Alarms alarms = new Alarms();
    final WorkerRoster roster;
    final ReadyTasks ready;
    final RunLists runs = new RunLists();
    final Assignments assignments;
    final Hedges hedges;
    final InventoryRounds inventories;
    final Actors actors;
    final VainWaits vainWaits;
    final FaultyWorkers faulty;
    final UntoldEnds untoldEnds = new UntoldEnds();
    final ActorLosses actorLosses;
    final Scatters scatters;
    final WantedCopies copies;
    final UnreachableValues unreachable;
    final CommitGrants grants = new CommitGrants();
    final Outbox outbox = new Outbox();

    /// Jobs in the order of their submission.
    final Map<JobId, Job> jobs = new LinkedHashMap<>();
    /// Sessions in the order of their beginning.
    final Map<JobId, Session> sessions = new LinkedHashMap<>();
    /// The sessions of the registered clients.
    final NavigableMap<ClientId, Session> clients = new TreeMap<>();
    /// How erred tasks of batches ended, by dense id; that of the task where it began.
    final NavigableMap<Integer, TaskOutcome> failures = new TreeMap<>();
    /// Sessions that hold a task of another, by dense id.
    final NavigableMap<Integer, NavigableSet<JobId>> foreignHolders = new TreeMap<>();
    /// How often queues and variables refer to a task, by dense id.
    final NavigableMap<Integer, Integer> sharedReferences = new TreeMap<>();
    /// Named results by name: dense ids.
    final NavigableMap<String, Integer> names = new TreeMap<>();
    /// Tasks of batches that ended in this turn, or whose holders are to be told once more.
    final IntQueue endedTasks = new IntQueue();
    /// Values of results that came with the news of this turn, by dense id; told to holders, not kept.
    final Map<Integer, Payload> shortValues = new HashMap<>();
    /// Batches that have come to hold forgotten tasks only, in this turn.
    final Set<BatchGroup> emptyBatches = new LinkedHashSet<>();
    /// How workers ended that died under a task, by dense id; only tasks that met with it.
    final NavigableMap<Integer, List<Death>> deaths = new TreeMap<>();
    /// How often a task lost an input, or its own result was reported lost by a client, by dense id.
    final NavigableMap<Integer, Integer> losses = new TreeMap<>();
    /// Where a task is to run if that worker is still there, by dense id: where its inputs could not be fetched to.
    final NavigableMap<Integer, WorkerId> preferences = new TreeMap<>();

    /// What is known of the scheduler's lives.
    final Life life;
    /// Attempts that were granted their commit in a life before, by dense id.
    final NavigableMap<Integer, Integer> earlierGrants = new TreeMap<>();
    /// Detached tasks that ended in this turn.
    final NavigableSet<TaskKey> endedDetached = new TreeSet<>();

    /// Jobs whose goals may have been reached, or missed again, in this event.
    final Set<Job> touchedJobs = new LinkedHashSet<>();
    /// Jobs whose clients are to be told the places of the results once more.
    final Set<Job> announcedAgain = new LinkedHashSet<>();
    /// Jobs with news that their clients were not told.
    final Set<Job> progressJobs = new LinkedHashSet<>();

    /// Names of workers that have left for good as clients wished, the last ones: a client whose connection broke
    /// asks once more.
    final SequencedSet<String> retiredNames = new LinkedHashSet<>();

    long submissions;
    /// Groups that were taken away so far.
    long collapses;
    long eventNumber;
    long nowNanos;

    @Nullable
    Event event;

    DropCounters dropped = DropCounters.ZERO;
    InventoryDefects defects = InventoryDefects.NONE;

    /// One worker that died under a task.
    ///
    /// @param memory what it had in memory when it told last
    record Death(WorkerId id, String worker, DeathReport report, String memory) {
        /// The same, as its nanny told the end.
        Death ended(WorkerMessage.PredecessorDied told) {
            DeathReport whole =
                    new DeathReport(report.reason(), told.exit(), told.isOutOfMemory(), told.lastErrorLines());
            return new Death(id, worker, whole, memory);
        }
    }

    MachineState(SchedulerSettings settings, long epoch, Life life) {
        this.settings = settings;
        this.epoch = epoch;
        this.roster = new WorkerRoster(settings.placement());
        this.ready = new ReadyTasks(tasks, roster, settings.failure().aloneAfterDeaths());
        this.assignments = new Assignments(this);
        this.hedges = new Hedges(this);
        this.inventories = new InventoryRounds(this);
        this.actors = new Actors(this);
        this.actorLosses = new ActorLosses(this);
        this.vainWaits = new VainWaits(this);
        this.faulty = new FaultyWorkers(this);
        this.scatters = new Scatters(this);
        this.copies = new WantedCopies(this);
        this.unreachable = new UnreachableValues(this);
        this.life = life;
    }

    /// Something happened that must outlive the scheduler; it is applied here and, after a restart, by replay.
    void record(JournalRecord what) {
        if (life.isRecording()) {
            outbox.write(what);
        }
    }

    /// Something happened to a session; of one that has ended nothing more is to be kept.
    void record(Session session, JournalRecord what) {
        if (!session.isEnded()) {
            record(what);
        }
    }

    /// Forgets a session whose client is gone for good and of which nothing is left.
    void forgetIfEmpty(Session session) {
        if (session.isEnded()
                && session.client() == null
                && session.groups().isEmpty()
                && session.jobs().isEmpty()) {
            sessions.remove(session.id());
            for (WorkerEntry worker : roster.all()) {
                if (session.toldWorkers().get(worker.slot())) {
                    outbox.tell(worker.id(), new WorkerInstruction.DropJob(session.id()));
                }
            }
        }
    }

    /// Dense id of a task, [TaskTable#NONE] where it is not known or its stage is not expanded.
    int find(TaskKey key) {
        Graph graph = graph(key.job());
        TaskGroup group = graph == null ? null : graph.group(key.stage());
        if (group == null || !group.isExpanded() || key.partition() >= group.size()) {
            return TaskTable.NONE;
        }
        int task = group.firstTask() + key.partition();
        return tasks.phase(task) == TaskPhase.FORGOTTEN ? TaskTable.NONE : task;
    }

    /// A job or session by its id, null where it is not known.
    @Nullable
    Graph graph(JobId id) {
        Session session = sessions.get(id);
        return session == null ? jobs.get(id) : session;
    }

    /// All jobs and sessions.
    List<Graph> graphs() {
        List<Graph> graphs = new ArrayList<>(jobs.values());
        graphs.addAll(sessions.values());
        return graphs;
    }

    /// Tells a client something; where it is away it will ask, or be told, when it comes back.
    void tell(Session session, ClientNotice notice) {
        ClientId client = session.client();
        if (client != null) {
            outbox.tell(client, notice);
        }
    }

    /// Whether a session holds the result of a task.
    boolean isHeldBy(int task, Session session) {
        if (tasks.group(task).graph() == session) {
            return tasks.isHeld(task);
        }
        NavigableSet<JobId> others = foreignHolders.get(task);
        return others != null && others.contains(session.id());
    }

    /// Makes the tasks of a group known: all are `released`.
    void expand(TaskGroup group) {
        tasks.expand(group);
        ready.enter(group);
    }

    /// Takes a group away of which all tasks are `forgotten`.
    void collapse(TaskGroup group) {
        collapses++;
        ready.leave(group);
        tasks.collapse(group);
    }

    /// Entries of each table, by name.
    Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        sizes.put("tasks", (long) tasks.liveCount());
        sizes.put("ids", (long) tasks.end());
        sizes.put("edges", (long) edges.end());
        sizes.put("lanes", (long) ready.laneCount());
        sizes.put("ready", (long) ready.size());
        sizes.put("alarms", (long) alarms.all().size());
        sizes.put("workers", (long) roster.size());
        sizes.put("grants", (long) grants.holders().size());
        sizes.put("jobs", (long) jobs.size());
        sizes.put("sessions", (long) sessions.size());
        sizes.put("clients", (long) clients.size());
        sizes.put("failures", (long) failures.size());
        sizes.put("foreignHolders", (long) foreignHolders.size());
        sizes.put("sharedReferences", (long) sharedReferences.size());
        sizes.put("names", (long) names.size());
        sizes.put("deaths", (long) deaths.size());
        sizes.put("losses", (long) losses.size());
        sizes.put("preferences", (long) preferences.size());
        sizes.put("hedges", hedges.size());
        sizes.put("failedOn", faulty.size());
        sizes.put("inventories", (long) inventories.size());
        sizes.put("actors", (long) actors.count());
        sizes.put("calls", actors.calls());
        sizes.put("actorLosses", actorLosses.size());
        sizes.put("vainWaits", vainWaits.size());
        sizes.put("scattered", scatters.size());
        sizes.put("copies", copies.size());
        sizes.put("unreachable", unreachable.size());
        sizes.put("jobsToTell", (long) touchedJobs.size() + announcedAgain.size() + progressJobs.size());
        return sizes;
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
