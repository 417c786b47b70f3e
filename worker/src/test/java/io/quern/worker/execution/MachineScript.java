package io.quern.worker.execution;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerInstruction.WorkerAccepted;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.core.task.TaskFailure;
import io.quern.worker.execution.ExecutionEvent.Connected;
import io.quern.worker.execution.ExecutionEvent.FetchSucceeded;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.ExecutionEvent.SchedulerSpoke;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Drives one machine in a test and says its instructions as short lines. Stage 0 and 1 of one job are defined.
final class MachineScript {
    static final JobId JOB = new JobId(1, 2);
    static final WorkerId SELF = new WorkerId(7);
    static final String DATA_ADDRESS = "local://w";

    final WorkerMachine machine;
    long stream = 1;
    long nowNanos;

    MachineScript(int threads, int fetchesMax) {
        ExecutionSettings defaults = ExecutionSettings.of(new RegisterWorker("w", DATA_ADDRESS, threads, 1 << 30));
        this.machine = new WorkerMachine(new ExecutionSettings(
                defaults.registration(),
                fetchesMax,
                defaults.heartbeat(),
                defaults.schedulerSilenceMax(),
                Duration.ofSeconds(30),
                defaults.storyLinesMax(),
                true));
    }

    /// A machine that is registered and knows both stages.
    static MachineScript registered(int threads, int fetchesMax) {
        MachineScript script = new MachineScript(threads, fetchesMax);
        script.register();
        return script;
    }

    void register() {
        tell(new Connected(stream, nowNanos));
        accept();
    }

    /// The scheduler has heard the registration.
    void accept() {
        scheduler(new WorkerAccepted(SELF, 1));
        scheduler(define(0));
        scheduler(define(1));
    }

    static DefineFunction define(int stage) {
        return new DefineFunction(JOB, stage, 0, "stage-" + stage, 1_000, Payload.EMPTY);
    }

    /// First attempt of a task of stage 0: what peers made.
    static RunId input(int partition) {
        return new RunId(new TaskKey(JOB, 0, partition), 1);
    }

    /// First attempt of a task of stage 1: what runs here.
    static RunId run(int partition) {
        return new RunId(new TaskKey(JOB, 1, partition), 1);
    }

    static Holder holder(long worker) {
        return new Holder(new WorkerId(worker), "local://" + worker);
    }

    static ResultLocation at(RunId result, long... workers) {
        return sized(100, result, workers);
    }

    static ResultLocation sized(long bytes, RunId result, long... workers) {
        return new ResultLocation(
                result,
                bytes,
                Arrays.stream(workers).mapToObj(MachineScript::holder).toList());
    }

    static AssignTask assignment(RunId run, long priority, ResultLocation... inputs) {
        return new AssignTask(run, 0, priority, Payload.EMPTY, List.of(List.of(inputs)));
    }

    List<String> assign(RunId run, long priority, ResultLocation... inputs) {
        return scheduler(assignment(run, priority, inputs));
    }

    List<String> scheduler(WorkerInstruction instruction) {
        return tell(new SchedulerSpoke(stream, instruction, nowNanos));
    }

    List<String> succeed(RunId run) {
        return tell(new RunSucceeded(run, 10, 5, Map.of(), Payload.EMPTY));
    }

    List<String> fetched(RunId result) {
        return tell(new FetchSucceeded(result, 100));
    }

    static TaskFailure failure(RunId run) {
        return new TaskFailure(
                ErrorCode.USER,
                run,
                "stage",
                "w",
                1,
                List.of(new TaskFailure.Cause("java.lang.Exception", "no", List.of())));
    }

    List<String> tell(ExecutionEvent event) {
        return machine.handle(event).stream().map(MachineScript::line).toList();
    }

    private static String line(ExecutionInstruction instruction) {
        return switch (instruction) {
            case ExecutionInstruction.SendToScheduler send ->
                "tell " + brief(send.message().toString());
            case ExecutionInstruction.FetchInput fetch ->
                "fetch " + fetch.result() + " of " + fetch.sizeBytes() + " bytes from "
                        + fetch.holder().worker();
            case ExecutionInstruction.StartRun start -> "start " + start.run();
            case ExecutionInstruction.ResumeRun resume -> "resume " + resume.run();
            case ExecutionInstruction.InterruptRun interrupt -> "interrupt " + interrupt.run();
            case ExecutionInstruction.PassCommitAnswer answer -> "answer " + answer.run() + " " + answer.isGranted();
            case ExecutionInstruction.DropResult drop -> "drop " + drop.result();
            case ExecutionInstruction.LearnCode learn ->
                "learn " + learn.job().brief() + "/" + learn.stage() + " "
                        + learn.codeSet().brief();
            case ExecutionInstruction.ForgetStages forget ->
                "forget " + forget.job().brief() + " " + forget.stages();
            case ExecutionInstruction.ForgetJob forget ->
                "forget " + forget.job().brief();
            case ExecutionInstruction.CloseStream close -> "close " + close.stream();
            case ExecutionInstruction.Reconnect reconnect -> "reconnect: " + reconnect.reason();
            case ExecutionInstruction.EndWorker end ->
                (end.isStartedAnew() ? "end to be started anew: " : "end: ") + end.reason();
        };
    }

    /// The message's name and its run, without the other components.
    private static String brief(String message) {
        String text = message.replaceAll("RunId\\[task=(.*?), attempt=(\\d+)]", "$1#$2");
        return text.replaceAll("(TaskFailed\\[run=[^,]*),.*", "$1]")
                .replaceAll("(InputLost\\[run=[^,]*, input=[^,]*, holder=[^]]*).*", "$1]");
    }
}
