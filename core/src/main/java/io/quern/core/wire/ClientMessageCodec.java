package io.quern.core.wire;

import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientMessage.Ask;
import io.quern.core.message.ClientMessage.CancelJob;
import io.quern.core.message.ClientMessage.CancelTasks;
import io.quern.core.message.ClientMessage.DetachTasks;
import io.quern.core.message.ClientMessage.EndSession;
import io.quern.core.message.ClientMessage.HoldTasks;
import io.quern.core.message.ClientMessage.ListTasks;
import io.quern.core.message.ClientMessage.NameResult;
import io.quern.core.message.ClientMessage.PauseWorkers;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientMessage.ReleaseJob;
import io.quern.core.message.ClientMessage.ReleaseTasks;
import io.quern.core.message.ClientMessage.ReplicateTasks;
import io.quern.core.message.ClientMessage.ReportLostResult;
import io.quern.core.message.ClientMessage.RetireWorkers;
import io.quern.core.message.ClientMessage.RetryTasks;
import io.quern.core.message.ClientMessage.SubmitJob;
import io.quern.core.message.ClientMessage.SubmitTasks;
import io.quern.core.message.ClientMessage.UnnameResult;
import io.quern.core.message.ClientMessage.ValueNotSent;
import io.quern.core.message.ClientMessage.ValuesKept;
import java.util.List;

/// Types 16 to 31, 128 to 139, and 147 to 149.
final class ClientMessageCodec {
    static final String FAMILY = "ClientMessage";

    private ClientMessageCodec() {}

    static int type(ClientMessage message) {
        return switch (message) {
            case RegisterClient _ -> 16;
            case SubmitJob _ -> 17;
            case CancelJob _ -> 18;
            case ReleaseJob _ -> 19;
            case ListTasks _ -> 20;
            case ReportLostResult _ -> 21;
            case SubmitTasks _ -> 22;
            case HoldTasks _ -> 23;
            case ReleaseTasks _ -> 24;
            case CancelTasks _ -> 25;
            case RetryTasks _ -> 26;
            case DetachTasks _ -> 27;
            case NameResult _ -> 28;
            case UnnameResult _ -> 29;
            case PauseWorkers _ -> 30;
            case RetireWorkers _ -> 31;
            case Ask _ -> 128;
            case EndSession _ -> 130;
            case ValueNotSent _ -> 147;
            case ReplicateTasks _ -> 148;
            case ValuesKept _ -> 149;
        };
    }

    static void write(ClientMessage message, WireWriter out) {
        switch (message) {
            case RegisterClient register -> {
                out.name(register.name());
                Elements.job(out, register.session());
                out.bool(register.isReturning());
            }
            case SubmitJob submit -> JobElements.job(out, submit.job());
            case CancelJob cancel -> Elements.job(out, cancel.job());
            case ReleaseJob release -> Elements.job(out, release.job());
            case ListTasks list -> {
                out.signed(list.request());
                Elements.job(out, list.job());
            }
            case ReportLostResult lost -> {
                Elements.run(out, lost.result());
                out.id(lost.holder().value());
            }
            case SubmitTasks submit -> TaskBatchCodec.write(out, submit.batch());
            case HoldTasks hold -> out.list(hold.tasks(), Elements::task);
            case ReleaseTasks release -> ranges(out, release.job(), release.tasks());
            case CancelTasks cancel -> {
                ranges(out, cancel.job(), cancel.tasks());
                out.text(cancel.reason());
            }
            case RetryTasks retry -> ranges(out, retry.job(), retry.tasks());
            case DetachTasks detach -> ranges(out, detach.job(), detach.tasks());
            case NameResult name -> {
                out.signed(name.request());
                out.name(name.name());
                Elements.task(out, name.task());
                out.bool(name.replaces());
            }
            case UnnameResult unname -> {
                out.signed(unname.request());
                out.name(unname.name());
                Elements.task(out, unname.task());
            }
            case PauseWorkers pause -> {
                out.signed(pause.request());
                out.list(pause.workers(), WireWriter::name);
                out.bool(pause.isPaused());
            }
            case RetireWorkers retire -> {
                out.signed(retire.request());
                out.list(retire.workers(), WireWriter::name);
            }
            case ValueNotSent unsent -> {
                Elements.run(out, unsent.value());
                out.bool(unsent.isGone());
                out.text(unsent.reason());
            }
            case ReplicateTasks replicate -> {
                out.signed(replicate.request());
                out.list(replicate.tasks(), Elements::task);
                out.number(replicate.copies());
            }
            case ValuesKept kept -> out.list(kept.values(), Elements::task);
            case EndSession _ -> {
                // It has no fields.
            }
            case Ask ask -> {
                out.signed(ask.request());
                QuestionCodec.write(out, ask.question());
            }
        }
    }

    static ClientMessage read(int type, WireReader in) {
        return switch (type) {
            case 16 -> new RegisterClient(in.name("name"), Elements.job(in), in.bool("isReturning"));
            case 17 -> new SubmitJob(JobElements.job(in));
            case 18 -> new CancelJob(Elements.job(in));
            case 19 -> new ReleaseJob(Elements.job(in));
            case 20 -> new ListTasks(in.signed("request"), Elements.job(in));
            case 21 -> new ReportLostResult(Elements.run(in), new WorkerId(in.id("holder")));
            case 22 -> new SubmitTasks(TaskBatchCodec.read(in));
            case 23 -> new HoldTasks(in.list("tasks", Elements::task));
            case 24 -> new ReleaseTasks(Elements.job(in), ranges(in));
            case 25 -> new CancelTasks(Elements.job(in), ranges(in), in.text("reason"));
            case 26 -> new RetryTasks(Elements.job(in), ranges(in));
            case 27 -> new DetachTasks(Elements.job(in), ranges(in));
            case 28 -> new NameResult(in.signed("request"), in.name("name"), Elements.task(in), in.bool("replaces"));
            case 29 -> new UnnameResult(in.signed("request"), in.name("name"), Elements.task(in));
            case 30 -> new PauseWorkers(in.signed("request"), names(in), in.bool("isPaused"));
            case 31 -> new RetireWorkers(in.signed("request"), names(in));
            case 130 -> new EndSession();
            case 147 -> new ValueNotSent(Elements.run(in), in.bool("isGone"), in.text("reason"));
            case 148 -> new ReplicateTasks(in.signed("request"), in.list("tasks", Elements::task), in.number("copies"));
            case 149 -> new ValuesKept(in.list("values", Elements::task));
            case 128 -> new Ask(in.signed("request"), QuestionCodec.question(in));
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    private static void ranges(WireWriter out, JobId job, List<TaskRange> tasks) {
        Elements.job(out, job);
        out.list(tasks, Elements::range);
    }

    private static List<TaskRange> ranges(WireReader in) {
        return in.list("tasks", Elements::range);
    }

    private static List<String> names(WireReader in) {
        return in.list("workers", element -> element.name("worker"));
    }
}
