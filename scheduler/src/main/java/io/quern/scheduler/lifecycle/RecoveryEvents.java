package io.quern.scheduler.lifecycle;

import io.quern.core.error.ErrorCode;
import io.quern.core.key.CodeHash;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.recovery.JournalRecord.LifeBegan;
import java.util.List;
import java.util.Set;

/// How a scheduler comes from the replay of its journal to its work.
final class RecoveryEvents {
    private final MachineState state;
    private final TaskSteps steps;
    private final SessionEvents sessions;
    private final JobEnds ends;

    RecoveryEvents(MachineState state, TaskSteps steps, SessionEvents sessions, JobEnds ends) {
        this.state = state;
        this.steps = steps;
        this.sessions = sessions;
        this.ends = ends;
    }

    /// The life begins: sessions wait for their clients, and no task is given out before workers had time to offer
    /// what they hold.
    void recovered(Event.Recovered event) {
        state.life.begin(event.gatherNanos(), state.nowNanos);
        int life = state.life.number();
        state.record(new LifeBegan(life));
        state.tasks.beginAttemptsAfter(RunId.attemptsBefore(life));
        sessions.leaseAll();
        List<Job> codeless = state.jobs.values().stream()
                .filter(job -> event.lostCode().contains(job.spec().codeSet()))
                .toList();
        codeless.forEach(Job::loseCode);
        codeless.forEach(job -> ends.failJob(job, codeIsLost(job)));
        state.sessions.values().forEach(session -> loseCode(session, event.lostCode()));
        if (life > 1) {
            state.outbox.note("life " + life + " of this scheduler begins with " + state.sessions.size()
                    + " sessions, " + state.jobs.size() + " jobs and " + state.tasks.liveCount()
                    + " tasks of the journal");
        }
        if (state.tasks.liveCount() == 0) {
            state.life.work();
        }
    }

    /// A client that comes back brings the code of its tasks, and workers may still have it or their results; so the
    /// tasks wait for what comes.
    private void loseCode(Session session, Set<CodeHash> lost) {
        List<BatchGroup> codeless = session.groups().stream()
                .filter(batch -> lost.contains(batch.codeSet()))
                .toList();
        codeless.forEach(BatchGroup::loseCode);
        if (!codeless.isEmpty()) {
            state.outbox.warn("the code of " + codeless.size() + " batches of client " + session + " was not there any"
                    + " more when the scheduler was started again; their tasks need their client to come back with it");
        }
    }

    /// Ends the gathering when its time has come.
    void passTime() {
        if (state.life.isGathering() && state.nowNanos >= state.life.placeAtNanos()) {
            endGathering("workers had time to offer their results; tasks are given out from now on");
        }
    }

    /// What is not offered by now is taken for lost.
    ///
    /// @param note why, for people
    void endGathering(String note) {
        state.life.work();
        for (int task = 0; task < state.tasks.end(); task++) {
            if (state.tasks.phase(task) == TaskPhase.WAITING) {
                state.tasks.setInputErred(task, isInputErred(task));
                steps.unsettle(task);
                boolean isOfOnePlace = state.tasks.isActor(task) || state.tasks.isScattered(task);
                if (isOfOnePlace && state.tasks.isSpent(task)) {
                    long patience = state.settings.failure().deadAfter().toNanos();
                    state.alarms.setIfAbsent(Alarms.Kind.DEADLINE, task, state.nowNanos + patience);
                }
            }
        }
        state.outbox.note(note);
    }

    private boolean isInputErred(int task) {
        boolean[] isErred = {false};
        state.tasks.group(task).visitInputs(state.tasks.partition(task), (upstream, from, to) -> {
            for (int input = from; input < to && upstream.isExpanded(); input++) {
                isErred[0] |= state.tasks.phase(upstream.firstTask() + input) == TaskPhase.ERRED;
            }
        });
        return isErred[0];
    }

    private static TaskFailure codeIsLost(Job job) {
        String text = "the code set " + job.spec().codeSet() + " of job " + job
                + " was not there any more when the scheduler was started again; submit the job once more, so that its"
                + " code is sent anew";
        return new TaskFailure(
                ErrorCode.RESOURCES,
                new RunId(new TaskKey(job.id(), 0, 0), 1),
                job.stage(0).spec().name(),
                "",
                0,
                List.of(new TaskFailure.Cause("CodeLost", text, List.of())));
    }
}
