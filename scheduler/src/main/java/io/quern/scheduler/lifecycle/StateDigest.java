package io.quern.scheduler.lifecycle;

import io.quern.scheduler.coordination.CoordinationMachine;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;

/// A 64-bit hash of the whole state, for comparing two runs of the same events. Not stable between versions.
final class StateDigest {
    private static final long SEED = 0xcbf2_9ce4_8422_2325L;
    private static final long PRIME = 0x1_0000_0001_b3L;

    private long hash = SEED;

    private StateDigest() {}

    static long of(MachineState state, Retirements retirements, CoordinationMachine coordination) {
        StateDigest digest = new StateDigest();
        digest.add(state.eventNumber);
        digest.add(state.nowNanos);
        digest.add(state.submissions);
        digest.add(state.life.number());
        digest.add(state.life.placeAtNanos());
        state.earlierGrants.forEach((task, attempt) -> digest.add((long) task << 32 | attempt));
        digest.add(state.dropped.hashCode());
        state.clients.keySet().forEach(client -> digest.add(client.value()));
        state.sessions.values().forEach(digest::addSession);
        for (WorkerEntry worker : state.roster.all()) {
            digest.addWorker(worker);
        }
        for (Job job : state.jobs.values()) {
            digest.addJob(job);
        }
        for (int task = 0; task < state.tasks.end(); task++) {
            digest.addTask(state.tasks, task);
        }
        digest.add(state.ready.size());
        state.ready.forEach(digest::add);
        state.grants.holders().forEach((task, attempt) -> digest.add((long) task << 32 | attempt));
        state.losses.forEach((task, losses) -> digest.add((long) task << 32 | losses));
        state.foreignHolders.forEach((task, holders) -> {
            digest.add(task);
            holders.forEach(holder -> digest.add(holder.low()));
        });
        state.names.forEach((name, task) -> digest.add(name.hashCode() * 31L + task));
        state.failures.forEach(
                (task, outcome) -> digest.add(task * 31L + outcome.toString().hashCode()));
        state.alarms.all().forEach(alarm -> {
            digest.add(alarm.atNanos());
            digest.add(alarm.task());
        });
        state.preferences.forEach((task, worker) -> digest.add((long) task << 32 | worker.value()));
        state.sharedReferences.forEach((task, count) -> digest.add((long) task << 32 | count));
        state.hedges.copySlots().forEach((task, slot) -> digest.add((long) task << 32 | slot));
        state.inventories.open().forEach((worker, open) -> digest.add(worker.value() * 31 + open));
        digest.add(state.defects.hashCode());
        state.actors.digest(digest::add);
        state.faulty.digest(digest::add);
        retirements.digest(digest::add);
        state.scatters.digest(digest::add);
        state.copies.digest(digest::add);
        state.unreachable.digest(digest::add);
        coordination.digest(digest::add);
        return digest.hash;
    }

    private void addWorker(WorkerEntry worker) {
        add(worker.id().value());
        add(worker.slot());
        add(worker.assigned());
        add(worker.assignedProducers());
        add(worker.blocked());
        add(worker.expectedNanos());
        add(worker.loneTask());
        add(worker.isSuspect() ? 1 : 0);
        add(worker.status().word().hashCode());
        add(worker.lastSpokeNanos());
    }

    private void addJob(Job job) {
        add(job.id().high());
        add(job.id().low());
        add(job.phase() == Job.Phase.RUNNING ? 0 : job.phase() == Job.Phase.FINISHED ? 1 : 2);
        add(job.goalsMissing());
        add(job.lastProgressNanos());
        add(job.openPlanners());
        for (Stage stage : job.stages()) {
            add(stage.isWanted() ? 1 : 0);
            add(stage.plannedAttempt());
            addGroup(stage);
        }
    }

    private void addSession(Session session) {
        add(session.id().high());
        add(session.id().low());
        add(session.nextBatch());
        add(session.leaseEndNanos());
        add(session.isEnded() ? 1 : 0);
        add(session.keys().size());
        session.groups().forEach(this::addGroup);
    }

    private void addGroup(TaskGroup group) {
        add(group.firstTask());
        add(group.startedCount());
        add(group.expectedRunNanos());
        group.counters().forEach((name, amount) -> add(name.hashCode() * 31L + amount));
    }

    private void addTask(TaskTable tasks, int task) {
        add(tasks.phase(task).code());
        if (tasks.phase(task) == TaskPhase.FORGOTTEN) {
            return;
        }
        add(tasks.attempt(task));
        add(tasks.runner(task));
        add(tasks.needed(task));
        add(tasks.missing(task));
        add(tasks.deaths(task));
        add(tasks.retries(task));
        add(tasks.marks(task));
        add(tasks.sizeBytes(task));
        add(tasks.firstHolder(task));
        for (int holder : tasks.moreHolders(task)) {
            add(holder);
        }
    }

    private void add(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }
}
