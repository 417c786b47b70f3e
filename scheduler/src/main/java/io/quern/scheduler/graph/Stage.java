package io.quern.scheduler.graph;

import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.CodeHash;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One stage of a job: its specification, its place in the task table once it is expanded, and what its finished
/// runs measured.
///
/// Dependencies are not stored. Every pattern of [StageInput] makes the inputs of a task, and its dependents, one
/// contiguous range of partitions for each pattern, so both are arithmetic.
public final class Stage extends TaskGroup {
    private static final int FRACTION_BITS = 18;
    private static final int STAGE_BITS = 10;

    private final Job job;
    private final StageSpec spec;
    private final @Nullable TreeShape tree;
    private final List<Consumer> consumers = new ArrayList<>();
    private final List<TaskOptions> options;
    private final List<Integer> exchanges;
    private final BitSet definedOn = new BitSet();
    private boolean isWanted;
    private @Nullable StageMeasures measures;
    private @Nullable StagePlan plan;
    private int plannedAttempt;

    /// A pattern of another stage that reads this one.
    private record Consumer(Stage stage, StageInput input) {}

    Stage(Job job, StageSpec spec, boolean isWanted) {
        this.job = job;
        this.spec = spec;
        this.isWanted = isWanted;
        this.exchanges = spec.exchanges();
        this.options = List.of(spec.isProducer() ? TaskOptions.PRODUCER : TaskOptions.NONE);
        this.tree = spec.isTree() ? shape(job, (StageInput.Tree) spec.inputs().getFirst()) : null;
        for (StageInput input : spec.inputs()) {
            job.stage(input.stage()).consumers.add(new Consumer(this, input));
        }
    }

    private static TreeShape shape(Job job, StageInput.Tree input) {
        return new TreeShape(job.stage(input.stage()).spec.outputs(), input.fanIn());
    }

    @Override
    public Job graph() {
        return job;
    }

    public StageSpec spec() {
        return spec;
    }

    @Override
    public int number() {
        return spec.id();
    }

    @Override
    public int size() {
        return spec.partitions();
    }

    @Override
    public String name(int partition) {
        return spec.name();
    }

    @Override
    public String key(int partition) {
        return TaskBatch.madeKey(spec.name(), spec.id(), partition);
    }

    @Override
    public List<TaskOptions> options() {
        return options;
    }

    @Override
    public int optionsOf(int partition) {
        return 0;
    }

    @Override
    public int functionOf(int partition) {
        return 0;
    }

    @Override
    public String functionName(int function) {
        return spec.name();
    }

    @Override
    public CodeHash codeSet() {
        return job.spec().codeSet();
    }

    @Override
    public Payload code(int function) {
        return spec.function();
    }

    @Override
    public BitSet definedOn(int function) {
        return definedOn;
    }

    @Override
    public int functions() {
        return 1;
    }

    @Override
    public Payload argument(int partition) {
        return spec.argument(partition);
    }

    @Override
    public int inputLists() {
        return spec.inputs().size();
    }

    @Override
    public List<Integer> exchanges() {
        return exchanges;
    }

    /// Whether the client wants the outputs kept.
    public boolean isWanted() {
        return isWanted;
    }

    /// Whether it is a planner that has not planned yet.
    public boolean isOpenPlanner() {
        return spec.isPlanner() && plan == null;
    }

    /// What this planner has planned, with the ids of the stages as they are in the job; null before that.
    public @Nullable StagePlan plan() {
        return plan;
    }

    /// The attempt that planned.
    public int plannedAttempt() {
        return plannedAttempt;
    }

    /// A planner runs for what it plans, so it has no goals any more, unless the client wants its own output.
    void setPlan(int attempt, StagePlan planned) {
        plan = planned;
        plannedAttempt = attempt;
        isWanted &= !planned.hasOutput();
    }

    /// Notes what a run counted, where a planner may still ask for it.
    public void noteMeasures(int partition, Map<String, Long> counted) {
        if (job.openPlanners() == 0) {
            return;
        }
        if (measures == null) {
            measures = new StageMeasures(spec.partitions());
        }
        measures.note(partition, counted);
    }

    /// What the run of a partition counted under these names; nothing where that is not known.
    public Map<String, Long> measures(int partition, List<String> names) {
        return measures == null ? Map.of() : measures.of(partition, names);
    }

    void forgetMeasures() {
        measures = null;
    }

    /// Whether no other stage reads this one: then it runs for its own sake.
    public boolean isSink() {
        return consumers.isEmpty();
    }

    /// An output that is wanted, or that nobody reads.
    @Override
    public boolean isGoal(int partition) {
        return hasGoals() && isOutput(partition);
    }

    /// Whether its outputs are goals.
    public boolean hasGoals() {
        return isWanted || (isSink() && plan == null && !job.wasFinished());
    }

    /// Whether later stages and the client see this partition.
    public boolean isOutput(int partition) {
        return tree == null || partition == tree.root();
    }

    /// One list a pattern.
    @Override
    public void visitInput(int partition, int pattern, SpanVisitor visitor) {
        TaskRange.visitDependency(
                job.current().stages(),
                spec,
                partition,
                pattern,
                (stage, from, to) -> visitor.visit(job.stage(stage), from, to));
    }

    /// Once for each pattern.
    @Override
    public void visitDependents(int partition, SpanVisitor visitor) {
        if (!isOutput(partition)) {
            int parent = tree().parent(partition);
            visitor.visit(this, parent, parent + 1);
            return;
        }
        int output = tree == null ? partition : 0;
        for (Consumer consumer : consumers) {
            Stage stage = consumer.stage;
            switch (consumer.input) {
                case StageInput.OneToOne _ -> visitor.visit(stage, output, output + 1);
                case StageInput.Broadcast _, StageInput.Exchange _, StageInput.Measured _ ->
                    visitor.visit(stage, 0, stage.spec.partitions());
                case StageInput.Slices _ -> {
                    int partitions = stage.spec.partitions();
                    visitor.visit(
                            stage,
                            StageInput.Slices.from(output, partitions, spec.outputs()),
                            StageInput.Slices.to(output, partitions, spec.outputs()));
                }
                case StageInput.Tree _ -> {
                    int parent = stage.tree().parentOfLeaf(output);
                    visitor.visit(stage, parent, parent + 1);
                }
            }
        }
    }

    private TreeShape tree() {
        if (tree == null) {
            throw new IllegalStateException("stage " + spec.name() + " is not a tree");
        }
        return tree;
    }

    /// Within a job depth first, that is by the part of the job's width that is complete once the task is done, and
    /// of equals the later stage.
    ///
    ///     position:  bit 27 … 10               9 … 0
    ///                end of covered part       complement of the stage id
    @Override
    public long priority(int partition) {
        long end = tree == null ? partition + 1L : tree.coveredTo(partition);
        long width = tree == null ? spec.partitions() : tree.leaves();
        long fraction = Math.min((end << FRACTION_BITS) / width, (1L << FRACTION_BITS) - 1);
        long stageRank = ((1L << STAGE_BITS) - 1) - Math.min(spec.id(), (1 << STAGE_BITS) - 1);
        return rank(0, job.submission(), fraction << STAGE_BITS | stageRank);
    }

    @Override
    public String toString() {
        return job.id().brief() + "/" + spec.name();
    }
}
