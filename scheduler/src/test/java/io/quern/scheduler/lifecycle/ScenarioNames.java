package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskRange;
import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.recovery.JournalRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The short names of a scenario, and instructions printed with them.
final class ScenarioNames {
    private final Map<String, WorkerId> workers = new HashMap<>();
    private final Map<String, ClientId> clients = new HashMap<>();
    private final Map<String, JobId> jobs = new HashMap<>();
    private final Map<Object, String> names = new HashMap<>();
    private long ids;

    /// A worker that comes again under its name is a new incarnation; the name means that one from then on.
    WorkerId newWorker(String name) {
        WorkerId id = new WorkerId(++ids);
        workers.put(name, id);
        names.put(id, name);
        return id;
    }

    ClientId newClient(String name) {
        ClientId id = new ClientId(++ids);
        clients.put(name, id);
        names.put(id, name);
        return id;
    }

    /// Submitting a name again sends the same id again.
    JobId newJob(String name) {
        if (!jobs.containsKey(name)) {
            JobId id = JobId.of(0, 0, jobs.size() + 1L);
            jobs.put(name, id);
            names.put(id, name);
        }
        return jobs.get(name);
    }

    WorkerId worker(String name) {
        return known(workers, name);
    }

    ClientId client(String name) {
        return known(clients, name);
    }

    JobId job(String name) {
        return known(jobs, name);
    }

    private static <T> T known(Map<String, T> ids, String name) {
        T id = ids.get(name);
        if (id == null) {
            throw new IllegalArgumentException("no " + name + " among " + ids.keySet());
        }
        return id;
    }

    String describe(JournalRecord content) {
        return print(content);
    }

    List<String> print(Instruction instruction) {
        List<String> lines = new ArrayList<>();
        switch (instruction) {
            case Instruction.TellWorker(WorkerId worker, List<WorkerInstruction> messages) ->
                messages.forEach(message -> lines.add(names.get(worker) + ": " + print(message)));
            case Instruction.TellClient(ClientId client, List<Message> messages) ->
                messages.forEach(message -> lines.add(
                        names.get(client) + ": " + (message instanceof ClientNotice notice ? print(notice) : message)));
            case Instruction.WriteRecord(JournalRecord content) -> lines.add("write " + print(content));
            case Instruction.GrantCommit(WorkerId worker, RunId run) ->
                lines.add(names.get(worker) + ", once durable: commit of " + print(run) + " granted");
            case Instruction.DisconnectWorker(WorkerId worker, String reason) ->
                lines.add("disconnect " + names.get(worker) + ": " + reason);
            case Instruction.ReleaseCode(CodeHash code) -> lines.add("release code " + code.first());
            case Instruction.DisconnectClient(ClientId client, String reason) ->
                lines.add("disconnect " + names.get(client) + ": " + reason);
            case Instruction.SetTimer(long atNanos) ->
                lines.add(String.format(Locale.ROOT, "timer %.2f s", atNanos / 1e9));
            case Instruction.Note(boolean isWarning, String text) ->
                lines.add((isWarning ? "warn: " : "note: ") + shorten(text));
            case Instruction.NoteTask(RunId run, String stage, String worker, String what) ->
                lines.add("task " + print(run) + " " + stage + " on " + worker + " " + what);
        }
        return lines;
    }

    private String shorten(String text) {
        String shortened = text;
        for (Map.Entry<Object, String> name : names.entrySet()) {
            if (name.getKey() instanceof JobId id) {
                shortened = shortened.replace(" (" + id + ")", "").replace(id.toString(), name.getValue());
                shortened = shortened.replace(id.brief(), name.getValue());
            }
        }
        return shortened;
    }

    private String print(JournalRecord content) {
        String about = switch (content) {
            case JournalRecord.LifeBegan began -> String.valueOf(began.life());
            case JournalRecord.ClientLeaseBegan began -> names.get(began.session());
            case JournalRecord.ClientLeaseEnded ended -> names.get(ended.session());
            case JournalRecord.JobSubmitted submitted ->
                names.get(submitted.job().id());
            case JournalRecord.StagesAppended appended ->
                print(appended.planner()) + " "
                        + appended.plan().stages().stream()
                                .map(stage -> stage.id() + " " + stage.name() + "[" + stage.partitions() + "]")
                                .collect(Collectors.joining(", "))
                        + (appended.plan().hasOutput()
                                ? ", output " + appended.plan().output()
                                : "");
            case JournalRecord.JobFinished finished -> names.get(finished.job());
            case JournalRecord.JobFailed failed ->
                names.get(failed.job()) + ": " + shorten(failed.failure().summary());
            case JournalRecord.JobReleased released -> names.get(released.job());
            case JournalRecord.JobCancelled cancelled -> names.get(cancelled.job());
            case JournalRecord.TasksSubmitted submitted -> names.get(submitted.session()) + ", " + submitted.batch();
            case JournalRecord.BatchesAnswered answered ->
                names.get(answered.session()) + ", next " + answered.next() + ", refused " + answered.refused();
            case JournalRecord.TasksHeld held ->
                names.get(held.session()) + ", "
                        + held.tasks().stream().map(this::print).toList();
            case JournalRecord.TasksReleased released ->
                names.get(released.session()) + ", " + print(released.job(), released.tasks());
            case JournalRecord.CopiesWanted wanted ->
                wanted.tasks().stream().map(this::print).toList() + " x "
                        + (wanted.copies() == ClientMessage.ReplicateTasks.EVERYWHERE ? "everywhere" : wanted.copies());
            case JournalRecord.TasksDetached detached -> print(detached.job(), detached.tasks());
            case JournalRecord.DetachedTasksEnded ended -> print(ended.job(), ended.tasks());
            case JournalRecord.TasksCancelled cancelled -> print(cancelled.job(), cancelled.tasks());
            case JournalRecord.TasksRetried retried -> print(retried.job(), retried.tasks());
            case JournalRecord.ResultNamed named -> named.name() + " of " + print(named.task());
            case JournalRecord.ResultUnnamed unnamed -> unnamed.name();
            case JournalRecord.WorkerRetired left -> left.worker();
            case JournalRecord.CommitGranted granted -> print(granted.run());
            case JournalRecord.CommitStarted started -> print(started.run());
        };
        return content.getClass().getSimpleName() + " " + about;
    }

    private String print(JobId job, List<TaskRange> tasks) {
        return tasks.stream()
                .map(range -> names.get(job) + "/" + range.stage() + "[" + range.from() + ".." + range.to() + "]")
                .collect(Collectors.joining(" "));
    }

    private String print(WorkerInstruction message) {
        return switch (message) {
            case WorkerInstruction.WorkerAccepted accepted -> "accepted, epoch " + accepted.epoch();
            case WorkerInstruction.DefineFunction stage ->
                "define " + names.get(stage.job()) + "/" + stage.stage() + " " + stage.name()
                        + (stage.codeSet().isNone()
                                ? ""
                                : " code " + stage.codeSet().first());
            case WorkerInstruction.AssignTask task -> printAssigned(task);
            case WorkerInstruction.AssignPlanner planner ->
                printAssigned(planner.task()) + ", next stage "
                        + planner.planning().nextStage()
                        + planner.planning().measured().stream()
                                .map(input -> ", measured " + input.input() + ": "
                                        + input.outputs().stream()
                                                .map(output -> output.sizeBytes() + " " + output.counters())
                                                .collect(Collectors.joining(", ")))
                                .collect(Collectors.joining());
            case WorkerInstruction.CancelRun cancel -> "cancel " + print(cancel.run());
            case WorkerInstruction.CheckInventory check -> "check inventory " + check.number();
            case WorkerInstruction.ListResults list -> "list results " + list.number();
            case WorkerInstruction.RecallRun recall -> "recall " + print(recall.run());
            case WorkerInstruction.CopyResult copy -> "copy " + print(copy.result());
            case WorkerInstruction.DropResults drop ->
                "drop " + drop.results().stream().map(this::print).collect(Collectors.joining(" "));
            case WorkerInstruction.DropStages drop -> "drop stages " + names.get(drop.job()) + "/" + drop.stages();
            case WorkerInstruction.DropJob drop -> "drop job " + names.get(drop.job());
            case WorkerInstruction.AnswerCommit answer ->
                "commit of " + print(answer.run()) + (answer.isGranted() ? " granted" : " refused");
            case WorkerInstruction.StopWorker stop ->
                (stop.isStartedAnew() ? "stop to be started anew: " : "stop: ") + stop.reason();
        };
    }

    private String printAssigned(WorkerInstruction.AssignTask task) {
        return "assign " + print(task.run())
                + task.inputs().stream().map(this::printAll).collect(Collectors.joining());
    }

    private String printAll(List<ResultLocation> locations) {
        return locations.stream().map(this::print).collect(Collectors.joining(" ", " <", ">"));
    }

    private String print(ResultLocation location) {
        return print(location.result()) + "@"
                + location.holders().stream()
                        .map(holder -> holder.worker().equals(Holder.CLIENT) ? "client" : names.get(holder.worker()))
                        .collect(Collectors.joining("+"));
    }

    private String print(TaskKey task) {
        return names.get(task.job()) + "/" + task.stage() + "[" + task.partition() + "]";
    }

    private String print(TaskOutcome outcome) {
        return print(outcome.task())
                + switch (outcome) {
                    case TaskOutcome.Succeeded succeeded ->
                        printAll(List.of(succeeded.location()))
                                + (succeeded.shortValue().sizeBytes() == 0
                                        ? ""
                                        : " = "
                                                + new String(
                                                        succeeded.shortValue().bytes(), StandardCharsets.UTF_8));
                    case TaskOutcome.Failed failed ->
                        " failed by " + print(failed.failure().run()) + ": "
                                + failed.failure().causes().getFirst().message();
                    case TaskOutcome.Cancelled cancelled -> " cancelled: " + shorten(cancelled.reason());
                };
    }

    private String print(Answer answer) {
        return switch (answer) {
            case Answer.Done _ -> "done";
            case Answer.Refused refused -> "refused: " + shorten(refused.reason());
            case Answer.TaskFound found -> print(found.task()) + " " + found.key();
            case Answer.TaskDescribed task ->
                task.key() + " (" + task.functionName() + ", " + task.definedAt() + ") " + task.phase() + " #"
                        + task.attempt() + " '" + task.worker() + "' " + task.holders() + " " + task.sizeBytes()
                        + " bytes, inputs "
                        + task.inputs().stream().map(this::print).toList() + ": " + shorten(task.explanation());
            case Answer.WorkersListed workers ->
                workers.workers().stream()
                        .map(line -> line.name() + " " + line.status() + ", " + line.threads() + " threads, "
                                + line.assigned() + " assigned, " + line.results() + " results, " + line.resultBytes()
                                + " bytes")
                        .collect(Collectors.joining("; "));
            case Answer.TargetSuggested target -> target.threads() + " threads, spare " + target.spare();
            case Answer.HeldListed listed ->
                listed.results().stream()
                                .map(line -> line.key() + "=" + print(line.task()) + " " + line.sizeBytes()
                                        + " bytes x " + line.holders())
                                .collect(Collectors.joining(", ", "[", "]"))
                        + (listed.next() == 0 ? "" : " go on at " + listed.next());
            case Answer.NamesListed listed ->
                listed.names().stream()
                        .map(line -> line.name() + "=" + print(line.task()))
                        .collect(Collectors.joining(", "));
        };
    }

    private String print(RunId run) {
        return names.get(run.task().job()) + "/" + run.task().stage() + "["
                + run.task().partition() + "]"
                + run.toString().substring(run.toString().indexOf('#'));
    }

    private String print(ClientNotice message) {
        return switch (message) {
            case ClientNotice.ClientAccepted accepted ->
                "accepted, epoch " + accepted.epoch() + (accepted.isResumed() ? ", resumed" : "");
            case ClientNotice.JobAccepted accepted -> names.get(accepted.job()) + " accepted";
            case ClientNotice.JobProgress progress ->
                names.get(progress.job()) + " "
                        + progress.stages().stream()
                                .map(stage -> stage.name() + " " + stage.finished() + "/" + stage.total() + " ("
                                        + stage.executing() + " executing)"
                                        + (stage.counters().isEmpty() ? "" : " " + stage.counters()))
                                .collect(Collectors.joining(", "));
            case ClientNotice.JobFinished finished ->
                names.get(finished.job()) + " finished"
                        + printAll(finished.results().stream()
                                .flatMap(List::stream)
                                .toList());
            case ClientNotice.JobFailed failed ->
                names.get(failed.job()) + " failed: " + failed.failure().code() + " on '"
                        + failed.failure().worker() + "', attempts "
                        + failed.failure().attempts() + ": "
                        + failed.failure().causes().stream()
                                .map(cause -> cause.message() + " " + cause.frames())
                                .collect(Collectors.joining("; "));
            case ClientNotice.JobRefused refused -> names.get(refused.job()) + " refused: " + shorten(refused.reason());
            case ClientNotice.JobCancelled cancelled -> names.get(cancelled.job()) + " cancelled";
            case ClientNotice.BatchAccepted accepted -> "batch " + accepted.stage() + " accepted";
            case ClientNotice.BatchRefused refused ->
                "batch " + refused.stage() + " refused: " + shorten(refused.reason());
            case ClientNotice.TasksEnded ended ->
                "ended " + ended.outcomes().stream().map(this::print).collect(Collectors.joining("; "));
            case ClientNotice.SendValue send ->
                "send " + print(send.value()) + " to " + names.get(send.worker().worker());
            case ClientNotice.Answered answered -> "answer " + print(answered.answer());
            case ClientNotice.TaskListing listing ->
                "tasks "
                        + listing.tasks().stream()
                                .map(line -> line.stageName() + "["
                                        + line.task().partition() + "] " + line.phase() + " #" + line.attempt()
                                        + (line.worker().isEmpty() ? "" : " " + line.worker()))
                                .collect(Collectors.joining(", "));
        };
    }
}
