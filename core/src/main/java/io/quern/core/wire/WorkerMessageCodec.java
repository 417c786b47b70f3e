package io.quern.core.wire;

import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerMessage;
import io.quern.core.message.WorkerMessage.AskCommit;
import io.quern.core.message.WorkerMessage.CopyFailed;
import io.quern.core.message.WorkerMessage.Heartbeat;
import io.quern.core.message.WorkerMessage.InputLost;
import io.quern.core.message.WorkerMessage.InventoryTold;
import io.quern.core.message.WorkerMessage.LingeringRun;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.message.WorkerMessage.MemoryTold;
import io.quern.core.message.WorkerMessage.OfferResults;
import io.quern.core.message.WorkerMessage.OfferedResult;
import io.quern.core.message.WorkerMessage.PredecessorDied;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.core.message.WorkerMessage.ReplicaAdded;
import io.quern.core.message.WorkerMessage.Reserved;
import io.quern.core.message.WorkerMessage.ResultDamaged;
import io.quern.core.message.WorkerMessage.RunReturned;
import io.quern.core.message.WorkerMessage.RunsLinger;
import io.quern.core.message.WorkerMessage.StagesPlanned;
import io.quern.core.message.WorkerMessage.TaskBlocked;
import io.quern.core.message.WorkerMessage.TaskFailed;
import io.quern.core.message.WorkerMessage.TaskStarted;
import io.quern.core.message.WorkerMessage.TaskSucceeded;
import io.quern.core.message.WorkerMessage.TaskUnblocked;

/// Types 48 to 63, and [#INVENTORY_TOLD], [#STAGES_PLANNED], [#MEMORY_TOLD] and [#RESULT_DAMAGED] of those of other
/// families.
final class WorkerMessageCodec {
    static final String FAMILY = "WorkerMessage";

    static final int INVENTORY_TOLD = 45;

    static final int STAGES_PLANNED = 140;
    static final int MEMORY_TOLD = 150;
    static final int RESULT_DAMAGED = 151;

    private WorkerMessageCodec() {}

    static int type(WorkerMessage message) {
        return switch (message) {
            case RegisterWorker _ -> 48;
            case TaskStarted _ -> 49;
            case TaskSucceeded _ -> 50;
            case TaskFailed _ -> 51;
            case InputLost _ -> 52;
            case ReplicaAdded _ -> 53;
            case AskCommit _ -> 54;
            case Heartbeat _ -> 55;
            case PredecessorDied _ -> 56;
            case TaskBlocked _ -> 57;
            case TaskUnblocked _ -> 58;
            case RunReturned _ -> 59;
            case CopyFailed _ -> 60;
            case RunsLinger _ -> 62;
            case OfferResults _ -> 63;
            case InventoryTold _ -> INVENTORY_TOLD;
            case MemoryTold _ -> MEMORY_TOLD;
            case ResultDamaged _ -> RESULT_DAMAGED;
            case StagesPlanned _ -> STAGES_PLANNED;
        };
    }

    static void write(WorkerMessage message, WireWriter out) {
        switch (message) {
            case RegisterWorker register -> {
                out.name(register.name());
                out.name(register.dataAddress());
                out.number(register.threads());
                out.signed(register.memoryBytes());
                out.signed(register.heldBytesMax());
                Elements.counters(out, register.resources());
            }
            case TaskStarted started -> Elements.run(out, started.run());
            case TaskSucceeded succeeded -> succeeded(out, succeeded);
            case StagesPlanned planned -> {
                succeeded(out, planned.end());
                JobElements.plan(out, planned.plan());
            }
            case TaskFailed failed -> {
                Elements.run(out, failed.run());
                Elements.failure(out, failed.failure());
            }
            case InputLost lost -> {
                Elements.run(out, lost.run());
                Elements.run(out, lost.input());
                out.id(lost.holder().value());
            }
            case TaskBlocked blocked -> Elements.run(out, blocked.run());
            case TaskUnblocked unblocked -> Elements.run(out, unblocked.run());
            case OfferResults offer ->
                out.list(offer.results(), (to, held) -> {
                    Elements.run(to, held.run());
                    to.signed(held.sizeBytes());
                });
            case InventoryTold told -> {
                out.signed(told.number());
                out.list(told.runs(), Elements::run);
                out.number(told.results());
                out.id(told.digest());
            }
            case ReplicaAdded added -> Elements.run(out, added.result());
            case RunReturned returned -> Elements.run(out, returned.run());
            case CopyFailed failed -> {
                Elements.run(out, failed.result());
                out.id(failed.holder().value());
            }
            case AskCommit ask -> Elements.run(out, ask.run());
            case Heartbeat heartbeat -> {
                out.number(heartbeat.executing());
                out.number(heartbeat.ready());
                out.signed(heartbeat.liveBytes());
            }
            case MemoryTold told -> memory(out, told.memory());
            case ResultDamaged damaged -> {
                Elements.run(out, damaged.result());
                out.text(damaged.problem());
            }
            case RunsLinger linger -> {
                out.list(linger.runs(), (to, one) -> {
                    Elements.run(to, one.run());
                    to.signed(one.elapsedNanos());
                });
                out.bool(linger.isRecycleWanted());
            }
            case PredecessorDied died -> {
                out.text(died.exit());
                out.bool(died.isOutOfMemory());
                out.list(died.lastErrorLines(), WireWriter::text);
            }
        }
    }

    static WorkerMessage read(int type, WireReader in) {
        return switch (type) {
            case INVENTORY_TOLD ->
                new InventoryTold(
                        in.signed("number"), in.list("runs", Elements::run), in.number("results"), in.id("digest"));
            case 48 ->
                new RegisterWorker(
                        in.name("name"),
                        in.name("dataAddress"),
                        in.number("threads"),
                        in.signed("memoryBytes"),
                        in.signed("heldBytesMax"),
                        Elements.counters(in));
            case 49 -> new TaskStarted(Elements.run(in));
            case STAGES_PLANNED -> new StagesPlanned(succeeded(in), JobElements.plan(in));
            case 50 -> succeeded(in);
            case 51 -> new TaskFailed(Elements.run(in), Elements.failure(in));
            case 52 -> new InputLost(Elements.run(in), Elements.run(in), new WorkerId(in.id("holder")));
            case 53 -> new ReplicaAdded(Elements.run(in));
            case 54 -> new AskCommit(Elements.run(in));
            case 55 -> new Heartbeat(in.number("executing"), in.number("ready"), in.signed("liveBytes"));
            case 56 ->
                new PredecessorDied(
                        in.text("exit"),
                        in.bool("isOutOfMemory"),
                        in.list("lastErrorLines", line -> line.text("lastErrorLine")));
            case 57 -> new TaskBlocked(Elements.run(in));
            case 58 -> new TaskUnblocked(Elements.run(in));
            case 59 -> new RunReturned(Elements.run(in));
            case 60 -> new CopyFailed(Elements.run(in), new WorkerId(in.id("holder")));
            case 62 ->
                new RunsLinger(
                        in.list("runs", one -> new LingeringRun(Elements.run(one), one.signed("elapsedNanos"))),
                        in.bool("isRecycleWanted"));
            case 63 ->
                new OfferResults(
                        in.list("results", held -> new OfferedResult(Elements.run(held), held.signed("sizeBytes"))));
            case MEMORY_TOLD -> new MemoryTold(memory(in));
            case RESULT_DAMAGED -> new ResultDamaged(Elements.run(in), in.text("problem"));
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    static void memory(WireWriter out, MemoryState memory) {
        out.signed(memory.limitBytes());
        out.signed(memory.liveBytes());
        out.signed(memory.reservedBytes());
        out.signed(memory.inMemoryBytes());
        out.signed(memory.spilledBytes());
        out.signed(memory.diskBytes());
        out.bool(memory.isPaused());
        out.text(memory.spillProblem());
        out.list(memory.reservations(), (to, reserved) -> {
            to.text(reserved.holder());
            to.text(reserved.operator());
            to.signed(reserved.bytes());
        });
    }

    static MemoryState memory(WireReader in) {
        return new MemoryState(
                in.signed("limitBytes"),
                in.signed("liveBytes"),
                in.signed("reservedBytes"),
                in.signed("inMemoryBytes"),
                in.signed("spilledBytes"),
                in.signed("diskBytes"),
                in.bool("isPaused"),
                in.text("spillProblem"),
                in.list(
                        "reservations",
                        one -> new Reserved(one.text("holder"), one.text("operator"), one.signed("bytes"))));
    }

    private static void succeeded(WireWriter out, TaskSucceeded succeeded) {
        Elements.run(out, succeeded.run());
        out.signed(succeeded.sizeBytes());
        out.signed(succeeded.elapsedNanos());
        Elements.counters(out, succeeded.counters());
        out.payload(succeeded.shortValue());
    }

    private static TaskSucceeded succeeded(WireReader in) {
        return new TaskSucceeded(
                Elements.run(in),
                in.signed("sizeBytes"),
                in.signed("elapsedNanos"),
                Elements.counters(in),
                Elements.shortValue(in));
    }
}
