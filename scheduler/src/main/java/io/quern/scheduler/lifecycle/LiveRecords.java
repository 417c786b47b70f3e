package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.TaskOutcome;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.recovery.JournalRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/// The records that make what is known now, for a checkpoint: sessions, what they submitted in its order, who
/// holds what, what was cancelled, names, grants, and the end of sessions that are over. The last one says that
/// it is all.
///
/// Costs a look at every known task; jobs and batches that are whole are given as they came.
final class LiveRecords {
    private final MachineState state;
    private final List<JournalRecord> records = new ArrayList<>();

    private LiveRecords(MachineState state) {
        this.state = state;
    }

    static List<JournalRecord> of(MachineState state) {
        LiveRecords live = new LiveRecords(state);
        live.collect();
        return live.records;
    }

    private void collect() {
        List<Session> sessions =
                state.sessions.values().stream().filter(LiveRecords::isKept).toList();
        sessions.forEach(session -> records.add(new JournalRecord.ClientLeaseBegan(session.id(), session.name())));
        submissions().forEach(this::submission);
        foreignHolds();
        cancellations();
        state.names.forEach((name, task) -> records.add(new JournalRecord.ResultNamed(name, state.tasks.key(task))));
        copies();
        state.retiredNames.forEach(name -> records.add(new JournalRecord.WorkerRetired(name)));
        state.earlierGrants.forEach(this::grant);
        state.grants.holders().forEach(this::grant);
        for (Session session : sessions) {
            records.add(new JournalRecord.BatchesAnswered(session.id(), session.nextBatch(), session.refused()));
            if (session.isEnded()) {
                records.add(new JournalRecord.ClientLeaseEnded(session.id()));
            }
        }
        records.add(new JournalRecord.LifeBegan(state.life.number()));
    }

    /// One that is over, and of which nothing is left, is known only for as long as its client is connected.
    private static boolean isKept(Session session) {
        return !session.isEnded()
                || !session.groups().isEmpty()
                || !session.jobs().isEmpty();
    }

    private void grant(int task, int attempt) {
        records.add(new JournalRecord.CommitGranted(new RunId(state.tasks.key(task), attempt)));
    }

    private void copies() {
        NavigableMap<Integer, NavigableSet<TaskKey>> byCount = new TreeMap<>();
        state.copies
                .all()
                .forEach((task, count) ->
                        byCount.computeIfAbsent(count, _ -> new TreeSet<>()).add(state.tasks.key(task)));
        byCount.forEach((count, keys) -> records.add(new JournalRecord.CopiesWanted(List.copyOf(keys), count)));
    }

    /// Jobs and batches in the order in which they came.
    private List<Object> submissions() {
        List<Object> submissions = new ArrayList<>(state.jobs.values());
        state.sessions.values().forEach(session -> submissions.addAll(session.groups()));
        submissions.sort(Comparator.comparingLong(LiveRecords::order));
        return submissions;
    }

    private static long order(Object submission) {
        return submission instanceof Job job ? job.submission() : ((BatchGroup) submission).submission();
    }

    private void submission(Object submission) {
        if (submission instanceof Job job) {
            job(job);
        } else {
            BatchGroup batch = (BatchGroup) submission;
            records.add(new JournalRecord.TasksSubmitted(batch.graph().id(), BatchRemnant.of(batch, state.tasks)));
        }
    }

    private void job(Job job) {
        records.add(new JournalRecord.JobSubmitted(job.session().id(), job.spec()));
        for (Stage planner : job.planned()) {
            TaskKey task = new TaskKey(job.id(), planner.number(), 0);
            records.add(new JournalRecord.StagesAppended(
                    new RunId(task, planner.plannedAttempt()), Objects.requireNonNull(planner.plan(), "plan")));
        }
        if (job.wasFinished()) {
            records.add(new JournalRecord.JobFinished(job.id()));
        }
        if (job.phase() == Job.Phase.FAILED) {
            records.add(new JournalRecord.JobFailed(job.id(), Objects.requireNonNull(job.failure(), "failure")));
        }
    }

    private void foreignHolds() {
        NavigableMap<JobId, NavigableSet<TaskKey>> bySession = new TreeMap<>();
        state.foreignHolders.forEach((task, holders) -> holders.forEach(holder ->
                bySession.computeIfAbsent(holder, _ -> new TreeSet<>()).add(state.tasks.key(task))));
        bySession.forEach((session, tasks) -> records.add(new JournalRecord.TasksHeld(session, List.copyOf(tasks))));
    }

    /// Only those where it began: what depends on them fails by them again.
    private void cancellations() {
        NavigableMap<String, NavigableSet<TaskKey>> byReason = new TreeMap<>();
        state.failures.forEach((task, outcome) -> {
            if (outcome instanceof TaskOutcome.Cancelled cancelled
                    && cancelled.task().equals(state.tasks.key(task))) {
                byReason.computeIfAbsent(cancelled.reason(), _ -> new TreeSet<>())
                        .add(cancelled.task());
            }
        });
        byReason.forEach((reason, keys) -> KeyRanges.of(keys)
                .forEach((JobId job, List<TaskRange> tasks) ->
                        records.add(new JournalRecord.TasksCancelled(job, tasks, reason))));
    }
}
