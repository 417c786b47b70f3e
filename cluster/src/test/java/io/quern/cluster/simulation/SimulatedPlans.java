package io.quern.cluster.simulation;

import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// What the planners of a job plan, decided beforehand. Each stage has a number that does not depend on when it was
/// appended: what is submitted comes first, then what each planner plans, planner by planner.
final class SimulatedPlans {
    private static final int PLANS_MAX = 4;

    /// The stages `from` up to, not including, `to`; one of them may stand for the planner.
    private record PlannedSpan(int from, int to, int output) {}

    private final int submitted;
    private final List<StageSpec> all;
    private final Map<Integer, PlannedSpan> plans = new TreeMap<>();

    SimulatedPlans(List<StageSpec> stages, SplittableRandom random) {
        this.submitted = stages.size();
        this.all = new ArrayList<>(stages);
        for (int id = 0; id < all.size(); id++) {
            if (all.get(id).isPlanner()) {
                plan(id, random);
            }
        }
    }

    /// A plan reads what was submitted, its planner, what stands before that in the same plan, and itself.
    private void plan(int planner, SplittableRandom random) {
        List<StageSpec> readable = new ArrayList<>(all.subList(0, submitted));
        if (planner >= submitted) {
            PlannedSpan own = plans.values().stream()
                    .filter(plan -> plan.from() <= planner && planner < plan.to())
                    .findFirst()
                    .orElseThrow();
            readable.addAll(all.subList(own.from(), planner));
            readable.add(all.get(planner));
        }
        int from = all.size();
        boolean mayPlan = plans.size() + 1 < PLANS_MAX;
        for (int i = random.nextInt(4); i > 0; i--) {
            StageSpec stage = SimulatedJob.stage(all.size(), readable, mayPlan, random);
            readable.add(stage);
            all.add(stage);
        }
        int to = all.size();
        boolean hasOutput = to > from && random.nextInt(3) != 0;
        plans.put(
                planner, new PlannedSpan(from, to, hasOutput ? from + random.nextInt(to - from) : StagePlan.NO_OUTPUT));
    }

    /// All stages, by number.
    List<StageSpec> all() {
        return all;
    }

    boolean isEmpty() {
        return plans.isEmpty();
    }

    /// The stage of which a client gets the outputs that wants those of `stage`.
    int outputOf(int stage) {
        PlannedSpan plan = plans.get(stage);
        return plan == null || plan.output() == StagePlan.NO_OUTPUT ? stage : outputOf(plan.output());
    }

    /// What a planner plans.
    ///
    /// @param planner its number
    /// @param id of the planner's stage in the job
    /// @param nextStage of the job
    StagePlan of(int planner, int id, int nextStage) {
        PlannedSpan plan = plans.get(planner);
        List<StageSpec> stages = new ArrayList<>();
        for (int number = plan.from(); number < plan.to(); number++) {
            StageSpec stage = all.get(number);
            List<StageInput> inputs = new ArrayList<>();
            for (StageInput input : stage.inputs()) {
                inputs.add(input.over(place(input.stage(), plan, planner, id, nextStage)));
            }
            stages.add(new StageSpec(
                    nextStage + number - plan.from(),
                    stage.name(),
                    stage.partitions(),
                    stage.isProducer(),
                    stage.isPlanner(),
                    inputs,
                    stage.function(),
                    stage.arguments()));
        }
        int output = plan.output();
        return new StagePlan(
                stages, output == StagePlan.NO_OUTPUT ? StagePlan.NO_OUTPUT : nextStage + output - plan.from());
    }

    private int place(int number, PlannedSpan plan, int planner, int id, int nextStage) {
        if (number < submitted) {
            return number;
        }
        return number >= plan.from() ? nextStage + number - plan.from() : id + number - planner;
    }
}
