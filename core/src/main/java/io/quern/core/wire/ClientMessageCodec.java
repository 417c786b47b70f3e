package io.quern.core.wire;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientMessage.CancelJob;
import io.quern.core.message.ClientMessage.ListTasks;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientMessage.ReleaseJob;
import io.quern.core.message.ClientMessage.ReportLostResult;
import io.quern.core.message.ClientMessage.SubmitJob;

/// Types 16 to 31.
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
        };
    }

    static void write(ClientMessage message, WireWriter out) {
        switch (message) {
            case RegisterClient register -> out.name(register.name());
            case SubmitJob submit -> job(out, submit.job());
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
        }
    }

    static ClientMessage read(int type, WireReader in) {
        return switch (type) {
            case 16 -> new RegisterClient(in.name("name"));
            case 17 -> new SubmitJob(job(in));
            case 18 -> new CancelJob(Elements.job(in));
            case 19 -> new ReleaseJob(Elements.job(in));
            case 20 -> new ListTasks(in.signed("request"), Elements.job(in));
            case 21 -> new ReportLostResult(Elements.run(in), new WorkerId(in.id("holder")));
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    private static void job(WireWriter out, JobSpec job) {
        Elements.job(out, job.id());
        out.name(job.name());
        out.list(job.stages(), ClientMessageCodec::stage);
        out.list(job.results(), WireWriter::number);
    }

    private static JobSpec job(WireReader in) {
        return new JobSpec(
                Elements.job(in),
                in.name("job.name"),
                in.list("job.stages", ClientMessageCodec::stage),
                in.list("job.results", from -> from.number("job.result")));
    }

    private static void stage(WireWriter out, StageSpec stage) {
        out.number(stage.id());
        out.name(stage.name());
        out.number(stage.partitions());
        out.bool(stage.isProducer());
        out.list(stage.inputs(), ClientMessageCodec::input);
        out.payload(stage.function());
        out.list(stage.arguments(), WireWriter::payload);
    }

    private static StageSpec stage(WireReader in) {
        return new StageSpec(
                in.number("stage.id"),
                in.name("stage.name"),
                in.number("stage.partitions"),
                in.bool("stage.isProducer"),
                in.list("stage.inputs", ClientMessageCodec::input),
                in.payload("stage.function"),
                in.list("stage.arguments", from -> from.payload("stage.argument")));
    }

    private static void input(WireWriter out, StageInput input) {
        switch (input) {
            case StageInput.OneToOne _ -> out.oneByte(0);
            case StageInput.Broadcast _ -> out.oneByte(1);
            case StageInput.Slices _ -> out.oneByte(2);
            case StageInput.Tree _ -> out.oneByte(3);
        }
        out.number(input.stage());
        if (input instanceof StageInput.Tree tree) {
            out.number(tree.fanIn());
        }
    }

    private static StageInput input(WireReader in) {
        int kind = in.oneByte("input.kind");
        int stage = in.number("input.stage");
        return switch (kind) {
            case 0 -> new StageInput.OneToOne(stage);
            case 1 -> new StageInput.Broadcast(stage);
            case 2 -> new StageInput.Slices(stage);
            case 3 -> new StageInput.Tree(stage, in.number("input.fanIn"));
            default -> throw in.error("input.kind", "no dependency pattern has the number " + kind);
        };
    }
}
