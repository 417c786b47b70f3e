package io.quern.core.wire;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.task.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Values that messages of several families hold.
final class Elements {
    private Elements() {}

    static void job(WireWriter out, JobId job) {
        out.id(job.high());
        out.id(job.low());
    }

    static JobId job(WireReader in) {
        return new JobId(in.id("job.high"), in.id("job.low"));
    }

    static void code(WireWriter out, CodeHash code) {
        out.id(code.first());
        out.id(code.second());
        out.id(code.third());
        out.id(code.fourth());
    }

    static CodeHash code(WireReader in) {
        return new CodeHash(in.id("code.first"), in.id("code.second"), in.id("code.third"), in.id("code.fourth"));
    }

    static Payload shortValue(WireReader in) {
        Payload value = in.payload("shortValue");
        if (value.sizeBytes() > Protocol.SHORT_VALUE_BYTES_MAX) {
            throw in.error("shortValue", value.sizeBytes() + " bytes, the limit is " + Protocol.SHORT_VALUE_BYTES_MAX);
        }
        return value;
    }

    static void task(WireWriter out, TaskKey task) {
        job(out, task.job());
        out.number(task.stage());
        out.number(task.partition());
    }

    static TaskKey task(WireReader in) {
        return new TaskKey(job(in), in.number("task.stage"), in.number("task.partition"));
    }

    static void run(WireWriter out, RunId run) {
        task(out, run.task());
        out.number(run.attempt());
    }

    static RunId run(WireReader in) {
        return new RunId(task(in), in.number("run.attempt"));
    }

    static void range(WireWriter out, TaskRange range) {
        out.number(range.stage());
        out.number(range.from());
        out.number(range.to());
    }

    static TaskRange range(WireReader in) {
        return new TaskRange(in.number("range.stage"), in.number("range.from"), in.number("range.to"));
    }

    static void location(WireWriter out, ResultLocation location) {
        run(out, location.result());
        out.signed(location.sizeBytes());
        out.list(location.holders(), Elements::holder);
    }

    static void holder(WireWriter out, Holder holder) {
        out.id(holder.worker().value());
        out.name(holder.dataAddress());
    }

    static Holder holder(WireReader in) {
        return new Holder(new WorkerId(in.id("holder.worker")), in.name("holder.dataAddress"));
    }

    static ResultLocation location(WireReader in) {
        return new ResultLocation(
                run(in), in.signed("location.sizeBytes"), in.list("location.holders", Elements::holder));
    }

    static void counters(WireWriter out, Map<String, Long> counters) {
        out.list(new ArrayList<>(counters.entrySet()), (to, counter) -> {
            to.name(counter.getKey());
            to.signed(counter.getValue());
        });
    }

    static Map<String, Long> counters(WireReader in) {
        Map<String, Long> counters = new TreeMap<>();
        List<Map.Entry<String, Long>> entries =
                in.list("counters", from -> Map.entry(from.name("counter.name"), from.signed("counter.value")));
        for (Map.Entry<String, Long> entry : entries) {
            if (counters.put(entry.getKey(), entry.getValue()) != null) {
                throw in.error("counters", entry.getKey() + " is there twice");
            }
        }
        return counters;
    }

    static void failure(WireWriter out, TaskFailure failure) {
        out.enumeration(failure.code());
        run(out, failure.run());
        out.name(failure.stageName());
        out.name(failure.worker());
        out.number(failure.attempts());
        out.list(failure.causes(), (to, cause) -> {
            to.text(cause.type());
            to.text(cause.message());
            to.list(cause.frames(), WireWriter::text);
            to.list(cause.supertypes(), WireWriter::text);
        });
        out.list(failure.lastLines(), WireWriter::text);
    }

    static TaskFailure failure(WireReader in) {
        return new TaskFailure(
                in.enumeration("failure.code", ErrorCode.values()),
                run(in),
                in.name("failure.stageName"),
                in.name("failure.worker"),
                in.number("failure.attempts"),
                in.list(
                        "failure.causes",
                        from -> new TaskFailure.Cause(
                                from.text("cause.type"),
                                from.text("cause.message"),
                                from.list("cause.frames", frame -> frame.text("cause.frame")),
                                from.list("cause.supertypes", name -> name.text("cause.supertype")))),
                in.list("failure.lastLines", line -> line.text("failure.lastLine")));
    }
}
