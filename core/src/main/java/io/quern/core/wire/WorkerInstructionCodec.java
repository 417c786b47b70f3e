package io.quern.core.wire;

import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerInstruction.AnswerCommit;
import io.quern.core.message.WorkerInstruction.AssignPlanner;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.CheckInventory;
import io.quern.core.message.WorkerInstruction.CopyResult;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerInstruction.DropJob;
import io.quern.core.message.WorkerInstruction.DropResults;
import io.quern.core.message.WorkerInstruction.DropStages;
import io.quern.core.message.WorkerInstruction.ListResults;
import io.quern.core.message.WorkerInstruction.RecallRun;
import io.quern.core.message.WorkerInstruction.StopWorker;
import io.quern.core.message.WorkerInstruction.WorkerAccepted;

/// Types 64 to 79, and [#ASSIGN_PLANNER] of those of another family.
final class WorkerInstructionCodec {
    static final String FAMILY = "WorkerInstruction";

    static final int ASSIGN_PLANNER = 141;

    private WorkerInstructionCodec() {}

    static int type(WorkerInstruction instruction) {
        return switch (instruction) {
            case WorkerAccepted _ -> 64;
            case DefineFunction _ -> 65;
            case AssignTask _ -> 66;
            case CancelRun _ -> 67;
            case DropResults _ -> 68;
            case DropJob _ -> 69;
            case AnswerCommit _ -> 70;
            case StopWorker _ -> 71;
            case DropStages _ -> 72;
            case CheckInventory _ -> 73;
            case ListResults _ -> 74;
            case RecallRun _ -> 75;
            case CopyResult _ -> 76;
            case AssignPlanner _ -> ASSIGN_PLANNER;
        };
    }

    static void write(WorkerInstruction instruction, WireWriter out) {
        switch (instruction) {
            case WorkerAccepted accepted -> {
                out.id(accepted.worker().value());
                out.signed(accepted.epoch());
            }
            case DefineFunction define -> {
                Elements.job(out, define.job());
                out.number(define.stage());
                out.number(define.function());
                out.name(define.name());
                out.number(define.partitions());
                out.payload(define.code());
                Elements.code(out, define.codeSet());
                out.list(define.exchanges(), WireWriter::number);
            }
            case AssignTask assign -> assign(out, assign);
            case AssignPlanner assign -> {
                assign(out, assign.task());
                JobElements.planning(out, assign.planning());
            }
            case CancelRun cancel -> Elements.run(out, cancel.run());
            case RecallRun recall -> Elements.run(out, recall.run());
            case CopyResult copy -> Elements.location(out, copy.result());
            case CheckInventory check -> out.signed(check.number());
            case ListResults list -> out.signed(list.number());
            case DropResults drop -> out.list(drop.results(), Elements::run);
            case DropJob drop -> Elements.job(out, drop.job());
            case AnswerCommit answer -> {
                Elements.run(out, answer.run());
                out.bool(answer.isGranted());
            }
            case StopWorker stop -> {
                out.text(stop.reason());
                out.bool(stop.isStartedAnew());
            }
            case DropStages drop -> {
                Elements.job(out, drop.job());
                out.list(drop.stages(), WireWriter::number);
            }
        }
    }

    static WorkerInstruction read(int type, WireReader in) {
        return switch (type) {
            case 64 -> new WorkerAccepted(new WorkerId(in.id("worker")), in.signed("epoch"));
            case 65 ->
                new DefineFunction(
                        Elements.job(in),
                        in.number("stage"),
                        in.number("function"),
                        in.name("name"),
                        in.number("partitions"),
                        in.payload("code"),
                        Elements.code(in),
                        in.list("exchanges", from -> from.number("exchange")));
            case 66 -> assign(in);
            case ASSIGN_PLANNER -> new AssignPlanner(assign(in), JobElements.planning(in));
            case 67 -> new CancelRun(Elements.run(in));
            case 68 -> new DropResults(in.list("results", Elements::run));
            case 69 -> new DropJob(Elements.job(in));
            case 70 -> new AnswerCommit(Elements.run(in), in.bool("isGranted"));
            case 71 -> new StopWorker(in.text("reason"), in.bool("isStartedAnew"));
            case 72 -> new DropStages(Elements.job(in), in.list("stages", from -> from.number("stage")));
            case 73 -> new CheckInventory(in.signed("number"));
            case 74 -> new ListResults(in.signed("number"));
            case 75 -> new RecallRun(Elements.run(in));
            case 76 -> new CopyResult(Elements.location(in));
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    private static void assign(WireWriter out, AssignTask assign) {
        Elements.run(out, assign.run());
        out.number(assign.function());
        out.signed(assign.priority());
        out.payload(assign.argument());
        out.list(assign.inputs(), (to, locations) -> to.list(locations, Elements::location));
    }

    private static AssignTask assign(WireReader in) {
        return new AssignTask(
                Elements.run(in),
                in.number("function"),
                in.signed("priority"),
                in.payload("argument"),
                in.list("inputs", from -> from.list("inputs.locations", Elements::location)));
    }
}
