package io.quern.core.wire;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.message.Planning;
import io.quern.core.task.OutputMeasure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Jobs, their stages, and what planners are told and plan.
final class JobElements {
    private static final int PLAIN = 0;
    private static final int PRODUCER = 1;
    private static final int PLANNER = 2;

    private JobElements() {}

    static void job(WireWriter out, JobSpec job) {
        Elements.job(out, job.id());
        out.name(job.name());
        out.list(job.stages(), JobElements::stage);
        out.list(job.results(), WireWriter::number);
        Elements.code(out, job.codeSet());
    }

    static JobSpec job(WireReader in) {
        return new JobSpec(
                Elements.job(in),
                in.name("job.name"),
                in.list("job.stages", JobElements::stage),
                in.list("job.results", from -> from.number("job.result")),
                Elements.code(in));
    }

    static void stage(WireWriter out, StageSpec stage) {
        out.number(stage.id());
        out.name(stage.name());
        out.number(stage.partitions());
        out.oneByte(stage.isPlanner() ? PLANNER : stage.isProducer() ? PRODUCER : PLAIN);
        out.list(stage.inputs(), JobElements::input);
        out.payload(stage.function());
        out.list(stage.arguments(), WireWriter::payload);
    }

    static StageSpec stage(WireReader in) {
        int id = in.number("stage.id");
        String name = in.name("stage.name");
        int partitions = in.number("stage.partitions");
        int kind = in.oneByte("stage.kind");
        if (kind > PLANNER) {
            throw in.error("stage.kind", "no kind of stage has the number " + kind);
        }
        return new StageSpec(
                id,
                name,
                partitions,
                kind == PRODUCER,
                kind == PLANNER,
                in.list("stage.inputs", JobElements::input),
                in.payload("stage.function"),
                in.list("stage.arguments", from -> from.payload("stage.argument")));
    }

    private static void input(WireWriter out, StageInput input) {
        switch (input) {
            case StageInput.OneToOne _ -> out.oneByte(0);
            case StageInput.Broadcast _ -> out.oneByte(1);
            case StageInput.Slices _ -> out.oneByte(2);
            case StageInput.Tree _ -> out.oneByte(3);
            case StageInput.Measured _ -> out.oneByte(4);
            case StageInput.Exchange _ -> out.oneByte(5);
        }
        out.number(input.stage());
        if (input instanceof StageInput.Tree tree) {
            out.number(tree.fanIn());
        } else if (input instanceof StageInput.Measured measured) {
            out.list(measured.counters(), WireWriter::name);
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
            case 4 -> new StageInput.Measured(stage, in.list("input.counters", from -> from.name("input.counter")));
            case 5 -> new StageInput.Exchange(stage);
            default -> throw in.error("input.kind", "no dependency pattern has the number " + kind);
        };
    }

    /// The output is one more than its id, 0 where there is none.
    static void plan(WireWriter out, StagePlan plan) {
        out.list(plan.stages(), JobElements::stage);
        out.number(plan.output() + 1);
    }

    static StagePlan plan(WireReader in) {
        return new StagePlan(in.list("plan.stages", JobElements::stage), in.number("plan.output") - 1);
    }

    static void planning(WireWriter out, Planning planning) {
        out.number(planning.nextStage());
        out.list(planning.measured(), JobElements::measured);
    }

    static Planning planning(WireReader in) {
        return new Planning(in.number("planning.nextStage"), in.list("planning.measured", JobElements::measured));
    }

    /// The names of the counters stand once, before the outputs.
    private static void measured(WireWriter out, Planning.MeasuredInput measured) {
        List<String> names = measured.outputs().stream()
                .filter(output -> !output.counters().isEmpty())
                .findFirst()
                .map(output -> List.copyOf(output.counters().keySet()))
                .orElse(List.of());
        out.number(measured.input());
        out.list(names, WireWriter::name);
        out.list(measured.outputs(), (to, output) -> {
            to.signed(output.sizeBytes());
            to.list(new ArrayList<>(output.counters().values()), WireWriter::signed);
        });
    }

    private static Planning.MeasuredInput measured(WireReader in) {
        int input = in.number("measured.input");
        List<String> names = in.list("measured.names", from -> from.name("measured.name"));
        return new Planning.MeasuredInput(input, in.list("measured.outputs", from -> output(from, names)));
    }

    private static OutputMeasure output(WireReader in, List<String> names) {
        long sizeBytes = in.signed("output.sizeBytes");
        List<Long> amounts = in.list("output.counters", from -> from.signed("output.counter"));
        if (!amounts.isEmpty() && amounts.size() != names.size()) {
            throw in.error("output.counters", amounts.size() + " amounts of " + names.size() + " counters");
        }
        Map<String, Long> counters = new TreeMap<>();
        for (int i = 0; i < amounts.size(); i++) {
            counters.put(names.get(i), amounts.get(i));
        }
        return new OutputMeasure(sizeBytes, counters);
    }
}
