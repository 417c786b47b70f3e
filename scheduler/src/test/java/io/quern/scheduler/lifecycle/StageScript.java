package io.quern.scheduler.lifecycle;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The jobs and plans of a scenario. A stage is `name=4`, `name=4!` (producer), `name=1?` (planner),
/// `name=4<one(0)+all(1)` or `name=tree(0,2)`; `measured(0)` is an input of a planner that asks for the counter
/// `rows`.
final class StageScript {
    private static final Pattern STAGE =
            Pattern.compile("([\\w-]+)=(?:tree\\((\\d+),(\\d+)\\)|(\\d+)([!?]?)(?:<(.+))?)");
    private static final Pattern INPUT = Pattern.compile("(one|all|slices|part|measured)\\((\\d+)\\)");

    private final ScenarioNames names;
    /// What each job is made of, with what was planned in the order in which it was told.
    private final Map<JobId, List<StageSpec>> jobs = new HashMap<>();

    StageScript(ScenarioNames names) {
        this.names = names;
    }

    /// `NAME STAGE… results ID,ID` or `NAME code=NUMBER STAGE… results ID,ID`.
    JobSpec job(List<String> words) {
        int results = words.indexOf("results");
        List<StageSpec> stages = new ArrayList<>();
        CodeHash codeSet = Scenario.codeSet(words.get(1));
        for (String word : words.subList(codeSet.isNone() ? 1 : 2, results)) {
            stages.add(stage(word, stages));
        }
        List<Integer> wanted = results + 1 == words.size()
                ? List.of()
                : Arrays.stream(words.get(results + 1).split(","))
                        .map(Integer::valueOf)
                        .toList();
        JobSpec job = new JobSpec(names.newJob(words.getFirst()), words.getFirst(), stages, wanted, codeSet);
        jobs.put(job.id(), stages);
        return job;
    }

    /// `STAGE…`, `output=3 STAGE…`, or `at=2 STAGE…` where the planner began when the job had no more stages than
    /// that: such a plan counts for no later one.
    StagePlan plan(JobId job, List<String> words) {
        List<StageSpec> known = jobs.get(job);
        List<StageSpec> all = new ArrayList<>(known);
        int output = StagePlan.NO_OUTPUT;
        boolean isNext = true;
        List<StageSpec> planned = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith("at=")) {
                all = new ArrayList<>(known.subList(0, Integer.parseInt(word.substring(3))));
                isNext = false;
            } else if (word.startsWith("output=")) {
                output = Integer.parseInt(word.substring(7));
            } else {
                planned.add(stage(word, all));
                all.add(planned.getLast());
            }
        }
        if (isNext) {
            known.addAll(planned);
        }
        return new StagePlan(planned, output);
    }

    private static StageSpec stage(String text, List<StageSpec> before) {
        Matcher matcher = STAGE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a stage: " + text);
        }
        List<StageInput> inputs = new ArrayList<>();
        int partitions;
        if (matcher.group(2) != null) {
            StageInput.Tree tree =
                    new StageInput.Tree(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
            inputs.add(tree);
            partitions = StageInput.Tree.tasks(before.get(tree.stage()).outputs(), tree.fanIn());
        } else {
            partitions = Integer.parseInt(matcher.group(4));
            if (matcher.group(6) != null) {
                Arrays.stream(matcher.group(6).split("\\+"))
                        .map(StageScript::input)
                        .forEach(inputs::add);
            }
        }
        return new StageSpec(
                before.size(),
                matcher.group(1),
                partitions,
                "!".equals(matcher.group(5)),
                "?".equals(matcher.group(5)),
                inputs,
                Payload.of(new byte[] {1}),
                List.of());
    }

    private static StageInput input(String text) {
        Matcher matcher = INPUT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an input: " + text);
        }
        int stage = Integer.parseInt(matcher.group(2));
        return switch (matcher.group(1)) {
            case "one" -> new StageInput.OneToOne(stage);
            case "all" -> new StageInput.Broadcast(stage);
            case "part" -> new StageInput.Exchange(stage);
            case "measured" -> new StageInput.Measured(stage, List.of("rows"));
            default -> new StageInput.Slices(stage);
        };
    }
}
