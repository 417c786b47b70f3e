package io.quern.core.wire;

import io.quern.core.key.ClientId;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.ClientNotice.Answered;
import io.quern.core.message.ClientNotice.BatchAccepted;
import io.quern.core.message.ClientNotice.BatchRefused;
import io.quern.core.message.ClientNotice.ClientAccepted;
import io.quern.core.message.ClientNotice.JobAccepted;
import io.quern.core.message.ClientNotice.JobCancelled;
import io.quern.core.message.ClientNotice.JobFailed;
import io.quern.core.message.ClientNotice.JobFinished;
import io.quern.core.message.ClientNotice.JobProgress;
import io.quern.core.message.ClientNotice.JobRefused;
import io.quern.core.message.ClientNotice.SendValue;
import io.quern.core.message.ClientNotice.StageProgress;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.core.message.ClientNotice.TaskListing;
import io.quern.core.message.ClientNotice.TasksEnded;
import io.quern.core.message.TaskOutcome;

/// Types 32 to 47, and [#SEND_VALUE].
final class ClientNoticeCodec {
    static final String FAMILY = "ClientNotice";
    static final int SEND_VALUE = 146;

    private ClientNoticeCodec() {}

    static int type(ClientNotice notice) {
        return switch (notice) {
            case ClientAccepted _ -> 32;
            case JobAccepted _ -> 33;
            case JobProgress _ -> 34;
            case JobFinished _ -> 35;
            case JobFailed _ -> 36;
            case JobRefused _ -> 37;
            case JobCancelled _ -> 38;
            case TaskListing _ -> 39;
            case BatchAccepted _ -> 40;
            case BatchRefused _ -> 41;
            case TasksEnded _ -> 42;
            case Answered _ -> 43;
            case SendValue _ -> SEND_VALUE;
        };
    }

    static void write(ClientNotice notice, WireWriter out) {
        switch (notice) {
            case ClientAccepted accepted -> {
                out.id(accepted.client().value());
                out.signed(accepted.epoch());
                out.bool(accepted.isResumed());
            }
            case JobAccepted accepted -> Elements.job(out, accepted.job());
            case JobProgress progress -> {
                Elements.job(out, progress.job());
                out.list(progress.stages(), ClientNoticeCodec::stage);
            }
            case JobFinished finished -> {
                Elements.job(out, finished.job());
                out.list(finished.results(), (to, outputs) -> to.list(outputs, Elements::location));
            }
            case JobFailed failed -> {
                Elements.job(out, failed.job());
                Elements.failure(out, failed.failure());
            }
            case JobRefused refused -> {
                Elements.job(out, refused.job());
                out.text(refused.reason());
            }
            case JobCancelled cancelled -> Elements.job(out, cancelled.job());
            case TaskListing listing -> {
                out.signed(listing.request());
                out.list(listing.tasks(), ClientNoticeCodec::line);
            }
            case BatchAccepted accepted -> out.number(accepted.stage());
            case BatchRefused refused -> {
                out.number(refused.stage());
                out.text(refused.reason());
            }
            case TasksEnded ended -> out.list(ended.outcomes(), ClientNoticeCodec::outcome);
            case SendValue send -> {
                Elements.run(out, send.value());
                Elements.holder(out, send.worker());
            }
            case Answered answered -> {
                out.signed(answered.request());
                QuestionCodec.write(out, answered.answer());
            }
        }
    }

    static ClientNotice read(int type, WireReader in) {
        return switch (type) {
            case 32 -> new ClientAccepted(new ClientId(in.id("client")), in.signed("epoch"), in.bool("isResumed"));
            case 33 -> new JobAccepted(Elements.job(in));
            case 34 -> new JobProgress(Elements.job(in), in.list("stages", ClientNoticeCodec::stage));
            case 35 ->
                new JobFinished(
                        Elements.job(in),
                        in.list("results", outputs -> outputs.list("results.outputs", Elements::location)));
            case 36 -> new JobFailed(Elements.job(in), Elements.failure(in));
            case 37 -> new JobRefused(Elements.job(in), in.text("reason"));
            case 38 -> new JobCancelled(Elements.job(in));
            case 39 -> new TaskListing(in.signed("request"), in.list("tasks", ClientNoticeCodec::line));
            case 40 -> new BatchAccepted(in.number("stage"));
            case 41 -> new BatchRefused(in.number("stage"), in.text("reason"));
            case 42 -> new TasksEnded(in.list("outcomes", ClientNoticeCodec::outcome));
            case 43 -> new Answered(in.signed("request"), QuestionCodec.answer(in));
            case SEND_VALUE -> new SendValue(Elements.run(in), Elements.holder(in));
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    private static void outcome(WireWriter out, TaskOutcome outcome) {
        switch (outcome) {
            case TaskOutcome.Succeeded succeeded -> {
                out.oneByte(0);
                Elements.location(out, succeeded.location());
                out.payload(succeeded.shortValue());
            }
            case TaskOutcome.Failed failed -> {
                out.oneByte(1);
                Elements.task(out, failed.task());
                Elements.failure(out, failed.failure());
            }
            case TaskOutcome.Cancelled cancelled -> {
                out.oneByte(2);
                Elements.task(out, cancelled.task());
                out.text(cancelled.reason());
            }
        }
    }

    private static TaskOutcome outcome(WireReader in) {
        int kind = in.oneByte("outcome.kind");
        return switch (kind) {
            case 0 -> new TaskOutcome.Succeeded(Elements.location(in), Elements.shortValue(in));
            case 1 -> new TaskOutcome.Failed(Elements.task(in), Elements.failure(in));
            case 2 -> new TaskOutcome.Cancelled(Elements.task(in), in.text("outcome.reason"));
            default -> throw in.error("outcome.kind", "no outcome has the number " + kind);
        };
    }

    private static void stage(WireWriter out, StageProgress stage) {
        out.name(stage.name());
        out.number(stage.total());
        out.number(stage.executing());
        out.number(stage.finished());
        Elements.counters(out, stage.counters());
    }

    private static StageProgress stage(WireReader in) {
        return new StageProgress(
                in.name("stage.name"),
                in.number("stage.total"),
                in.number("stage.executing"),
                in.number("stage.finished"),
                Elements.counters(in));
    }

    private static void line(WireWriter out, TaskLine line) {
        Elements.task(out, line.task());
        out.name(line.stageName());
        out.name(line.phase());
        out.number(line.attempt());
        out.name(line.worker());
    }

    private static TaskLine line(WireReader in) {
        return new TaskLine(
                Elements.task(in),
                in.name("line.stageName"),
                in.name("line.phase"),
                in.number("line.attempt"),
                in.name("line.worker"));
    }
}
