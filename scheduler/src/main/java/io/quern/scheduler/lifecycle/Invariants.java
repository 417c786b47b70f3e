package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What holds after every event, recomputed from scratch.
///
/// 1. Every group that is expanded has its range to itself, and its counts by phase are right; ids outside of all
///    ranges are forgotten.
/// 2. A task is in processing exactly if a worker runs it; that worker is registered, and its counts are right.
/// 3. A task is in memory exactly if it has holders, all registered, none twice.
/// 4. A task stands in a ready lane exactly if it is queued or has no worker, and in the right one.
/// 5. `needed` is the number of active dependents, and one for a goal that is wanted or not reached, or for each that
///    holds a task of a session; `missing` is the number of inputs not in memory while it waits, and of pauses; a
/// scattered value misses one.
/// 6. No follow-up step is due: nothing that can go on stands still.
/// 7. A job runs exactly if goals are missing, and is not finished before its planners have planned; a failed
/// one has nothing active and nothing in memory.
/// 8. A commit grant belongs to the current attempt of a task that is processing.
/// 9. The inputs of a known task are known and know it; a task of a session is erred exactly if its failure is
///    kept.
/// 10. One worker that runs a task alone, or is kept for one, gets nothing else but calls of its actors; and
///    what [PlacementInvariants], [Actors#check] and [Scatters#check] say.
final class Invariants {
    private final MachineState state;
    private final TaskSteps steps;
    private final TaskTable tasks;
    private int @Nullable [] assigned;
    private int checkedTasks;

    Invariants(MachineState state, TaskSteps steps) {
        this.state = state;
        this.steps = steps;
        this.tasks = state.tasks;
    }

    void check() {
        int[] running = new int[state.roster.slots()];
        state.hedges.copySlots().values().forEach(slot -> running[slot]++);
        assigned = running;
        for (Job job : state.jobs.values()) {
            checkJob(job);
        }
        for (Session session : state.sessions.values()) {
            checkSession(session);
        }
        require(
                checkedTasks == tasks.liveCount(),
                "groups have %s tasks, the table %s",
                checkedTasks,
                tasks.liveCount());
        for (WorkerEntry worker : state.roster.all()) {
            checkWorker(worker, running[worker.slot()]);
        }
        new PlacementInvariants(state).check();
        state.actors.check();
        state.faulty.check();
        state.scatters.check();
        state.unreachable.check();
        for (var grant : state.grants.holders().entrySet()) {
            int task = grant.getKey();
            require(
                    tasks.phase(task) == TaskPhase.PROCESSING && tasks.attempt(task) == grant.getValue(),
                    "the commit grant of attempt %s outlived it",
                    grant.getValue(),
                    task);
        }
        state.ready.forEach(
                task -> requireTask(tasks.phase(task).isReady(), task, "stands in a lane but is not ready"));
        int queued = state.ready.size();
        long ready = state.graphs().stream()
                .flatMap(graph -> graph.groups().stream())
                .mapToLong(group ->
                        group.phaseCounts()[TaskPhase.QUEUED.code()] + group.phaseCounts()[TaskPhase.NO_WORKER.code()])
                .sum();
        require(queued == ready, "%s tasks stand in lanes, %s are ready", queued, ready);
        require(state.emptyBatches.isEmpty() && state.endedTasks.isEmpty(), "something is left over from the turn");
    }

    private void checkJob(Job job) {
        require(state.sessions.get(job.session().id()) == job.session(), "job %s belongs to no session", job);
        int goalsMissing = 0;
        for (Stage stage : job.stages()) {
            if (!stage.isExpanded()) {
                goalsMissing += stage.hasGoals() ? stage.spec().outputs() : 0;
                continue;
            }
            goalsMissing += checkStage(job, stage);
        }
        long open = job.stages().stream().filter(Stage::isOpenPlanner).count();
        require(open == job.openPlanners(), "job %s has %s open planners, counted %s", job, open, job.openPlanners());
        require(job.phase() != Job.Phase.FINISHED || open == 0, "job %s is finished before its planners", job);
        require(
                job.current().stages().size() == job.stages().size(),
                "job %s has %s stages, its specification %s",
                job,
                job.stages().size(),
                job.current().stages().size());
        require(
                job.phase() == Job.Phase.FAILED || job.goalsMissing() == goalsMissing,
                "job %s misses %s goals, counted %s",
                job,
                goalsMissing,
                job.goalsMissing());
        require(job.phase() != Job.Phase.RUNNING || goalsMissing > 0, "job %s has all its goals but is running", job);
        require(job.phase() != Job.Phase.FINISHED || goalsMissing == 0, "job %s is finished without its goals", job);
    }

    private int checkStage(Job job, Stage stage) {
        int goalsMissing = 0;
        checkGroup(stage);
        for (int task = stage.firstTask(); task < stage.firstTask() + stage.size(); task++) {
            if (job.phase() == Job.Phase.FAILED) {
                requireTask(
                        !tasks.phase(task).isActive() && tasks.phase(task) != TaskPhase.MEMORY,
                        task,
                        "goes on though its job has failed");
            } else {
                requireTask(tasks.phase(task) != TaskPhase.ERRED, task, "is erred though its job goes on");
                boolean isGoal = stage.isGoal(tasks.partition(task));
                boolean isReached = tasks.phase(task) == TaskPhase.MEMORY
                        || (!stage.isWanted() && tasks.phase(task) == TaskPhase.RELEASED);
                checkCounts(stage, task, isGoal && (stage.isWanted() || !isReached) ? 1 : 0);
                goalsMissing += isGoal && !isReached ? 1 : 0;
            }
        }
        return goalsMissing;
    }

    private void checkSession(Session session) {
        ClientId client = session.client();
        require(
                client == null ? !state.clients.containsValue(session) : state.clients.get(client) == session,
                "session %s and its client disagree",
                session);
        require(
                !session.isEnded()
                        || client != null
                        || !session.groups().isEmpty()
                        || !session.jobs().isEmpty(),
                "session %s is over but known",
                session);
        for (BatchGroup batch : session.groups()) {
            checkGroup(batch);
            for (int task = batch.firstTask(); task < batch.firstTask() + batch.size(); task++) {
                if (tasks.phase(task) != TaskPhase.FORGOTTEN) {
                    checkCounts(batch, task, holds(task));
                    checkEdges(batch, task);
                    requireTask(
                            (tasks.phase(task) == TaskPhase.ERRED) == state.failures.containsKey(task),
                            task,
                            "has a failure or is erred, not both");
                    requireTask(
                            !tasks.isRetryPending(task) || tasks.phase(task) == TaskPhase.WAITING,
                            task,
                            "waits for a retry");
                }
            }
        }
    }

    private int holds(int task) {
        int others = Optional.ofNullable(state.foreignHolders.get(task))
                .map(Set::size)
                .orElse(0);
        int names = Collections.frequency(state.names.values(), task);
        int shared = state.sharedReferences.getOrDefault(task, 0);
        return (tasks.isHeld(task) ? 1 : 0) + (tasks.isDetached(task) ? 1 : 0) + others + names + shared;
    }

    /// Every input of a known task is known, and knows it as a dependent.
    private void checkEdges(BatchGroup batch, int task) {
        batch.visitInputs(tasks.partition(task), (upstream, from, _) -> {
            requireTask(upstream.isExpanded(), task, "depends on a group that is gone");
            int input = upstream.firstTask() + from;
            requireTask(tasks.phase(input) != TaskPhase.FORGOTTEN, task, "depends on a forgotten task");
            boolean[] isThere = {false};
            upstream.visitDependents(from, (group, at, _) -> isThere[0] |= group.firstTask() + at == task);
            requireTask(isThere[0], task, "depends on %s, which does not know so", tasks.key(input));
        });
    }

    private void checkGroup(TaskGroup group) {
        int[] counts = new int[TaskPhase.values().length];
        int started = 0;
        for (int task = group.firstTask(); task < group.firstTask() + group.size(); task++) {
            require(tasks.group(task) == group, "id %s of %s belongs to %s", task, group, tasks.group(task));
            counts[tasks.phase(task).code()]++;
            started += tasks.isStarted(task) ? 1 : 0;
            if (group instanceof BatchGroup && tasks.phase(task) == TaskPhase.FORGOTTEN) {
                require(!state.edges.hasDependents(task), "forgotten task id %s has dependents", task);
            } else {
                checkTask(task);
            }
            checkedTasks++;
        }
        require(
                Arrays.equals(counts, group.phaseCounts()),
                "%s counts %s by phase, has %s",
                group,
                group.phaseCounts(),
                counts);
        require(started == group.startedCount(), "%s has %s started runs", group, started);
    }

    private void checkTask(int task) {
        TaskPhase phase = tasks.phase(task);
        int runner = tasks.runner(task);
        requireTask(phase != TaskPhase.FORGOTTEN, task, "is forgotten but has an id");
        requireTask((phase == TaskPhase.PROCESSING) == (runner != TaskTable.NONE), task, "has the runner %s", runner);
        requireTask(phase == TaskPhase.PROCESSING || !tasks.isStarted(task), task, "is started without running");
        if (runner != TaskTable.NONE) {
            requireTask(state.roster.peek(runner) != null, task, "runs in the free slot %s", runner);
            Objects.requireNonNull(assigned)[runner]++;
        }
        requireTask(
                (phase == TaskPhase.MEMORY) == (tasks.firstHolder(task) != TaskTable.NONE),
                task,
                "has the holder %s",
                tasks.firstHolder(task));
        if (tasks.firstHolder(task) != TaskTable.NONE) {
            int[] holders = Arrays.copyOf(tasks.moreHolders(task), tasks.moreHolders(task).length + 1);
            holders[holders.length - 1] = tasks.firstHolder(task);
            requireTask(Arrays.stream(holders).distinct().count() == holders.length, task, "has a holder twice");
            for (int holder : holders) {
                requireTask(state.roster.peek(holder) != null, task, "is held in the free slot %s", holder);
            }
        }
        requireTask(phase.isReady() == state.ready.contains(task), task, "is or is not in its lane, wrongly");
    }

    /// @param holds what needs the task besides its dependents
    private void checkCounts(TaskGroup group, int task, int holds) {
        int partition = tasks.partition(task);
        int[] needed = {holds};
        group.visitDependents(partition, (dependents, from, to) -> {
            for (int i = from; i < to; i++) {
                boolean isActive = !dependents.isExpanded()
                        || tasks.phase(dependents.firstTask() + i).isActive();
                needed[0] += isActive ? 1 : 0;
            }
        });
        requireTask(
                tasks.needed(task) == needed[0], task, "is needed %s times, counted %s", needed[0], tasks.needed(task));
        if (tasks.phase(task) == TaskPhase.WAITING || tasks.phase(task).isReady()) {
            int[] missing = {tasks.isRetryPending(task) || tasks.isScattered(task) ? 1 : 0};
            group.visitInputs(partition, (upstream, from, to) -> {
                for (int i = from; i < to; i++) {
                    boolean isThere =
                            upstream.isExpanded() && tasks.phase(upstream.firstTask() + i) == TaskPhase.MEMORY;
                    missing[0] += isThere ? 0 : 1;
                }
            });
            int counted = tasks.phase(task) == TaskPhase.WAITING ? tasks.missing(task) : 0;
            requireTask(missing[0] == counted, task, "misses %s inputs, counted %s", missing[0], counted);
        }
        StepKind due = steps.due(task);
        requireTask(due == null, task, "is not at rest, %s is due", String.valueOf(due));
        requireTask(!tasks.isUnsettled(task), task, "is left unsettled");
    }

    private void checkWorker(WorkerEntry worker, int running) {
        require(worker.assigned() == running, "%s runs %s tasks, counted %s", worker, running, worker.assigned());
        require(
                worker.blocked() >= 0 && worker.blocked() <= worker.assigned(),
                "%s counts %s blocked runs",
                worker,
                worker.blocked());
        require(
                worker.assignedProducers() >= 0 && worker.assignedProducers() <= worker.assigned(),
                "%s counts %s producers",
                worker,
                worker.assignedProducers());
        int lone = worker.loneTask();
        if (lone != TaskTable.NONE) {
            boolean isRunning = tasks.runner(lone) == worker.slot();
            boolean isWaiting = state.ready.isLoner(lone) && state.ready.contains(lone);
            requireTask(isRunning || isWaiting, lone, "is kept a worker for, without waiting for it");
            int beside = running - 1 - state.actors.callsOn(worker, true);
            require(
                    !isRunning || beside <= worker.besidesLone(),
                    "%s runs %s tasks beside one that must be alone",
                    worker,
                    beside);
        }
    }

    // Texts are made where something does not hold, and only there: checks are many. The annotation that the check asks
    // for is in a library that is not used here.
    @SuppressWarnings("AnnotateFormatMethod")
    private void requireTask(boolean holds, int task, String complaint, Object... values) {
        if (!holds) {
            throw new IllegalStateException("task " + tasks.key(task) + " in phase "
                    + tasks.phase(task).word() + " " + String.format(complaint, values) + "; last event: " + state.event
                    + "; its story: " + state.story(task));
        }
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void require(boolean holds, String complaint, Object... values) {
        if (!holds) {
            Object[] printed = Arrays.stream(values)
                    .map(value -> value instanceof int[] counts ? Arrays.toString(counts) : value)
                    .toArray();
            throw new IllegalStateException(String.format(complaint, printed) + "; last event: " + state.event);
        }
    }
}
