package io.quern.scheduler.graph;

import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One stage of a job: its specification, its place in the task table once it is expanded, and what its finished runs
/// measured.
///
/// Dependencies are not stored. Every pattern of [StageInput] makes the inputs of a task, and its dependents, one
/// contiguous range of partitions for each pattern, so both are arithmetic.
public final class Stage {
    /// [#firstTask()] of a stage whose tasks do not exist yet; all of them are waiting.
    public static final int NOT_EXPANDED = -1;

    private static final int FRACTION_BITS = 24;
    private static final int STAGE_BITS = 15;
    private static final int COUNTERS_MAX = 1_000;
    private static final String OTHER_COUNTERS = "(other counters)";

    /// Expected run time before any run has ended.
    private static final long UNKNOWN_RUN_NANOS = 100_000_000;

    private final Job job;
    private final StageSpec spec;
    private final @Nullable TreeShape tree;
    private final List<Consumer> consumers = new ArrayList<>();
    private final boolean isWanted;
    private final int[] phaseCounts = new int[TaskPhase.COUNT];
    private final NavigableMap<String, Long> counters = new TreeMap<>();
    /// Slots of the workers that know the function.
    private final BitSet definedOn = new BitSet();

    private int firstTask = NOT_EXPANDED;
    private int startedCount;
    private int endedRuns;
    private long endedRunsNanos;

    /// A pattern of another stage that reads this one.
    private record Consumer(Stage stage, StageInput input) {}

    Stage(Job job, StageSpec spec, boolean isWanted) {
        this.job = job;
        this.spec = spec;
        this.isWanted = isWanted;
        this.tree = spec.isTree() ? shape(job, (StageInput.Tree) spec.inputs().getFirst()) : null;
        for (StageInput input : spec.inputs()) {
            job.stage(input.stage()).consumers.add(new Consumer(this, input));
        }
    }

    private static TreeShape shape(Job job, StageInput.Tree input) {
        return new TreeShape(job.stage(input.stage()).spec.outputs(), input.fanIn());
    }

    public Job job() {
        return job;
    }

    public StageSpec spec() {
        return spec;
    }

    public int firstTask() {
        return firstTask;
    }

    public boolean isExpanded() {
        return firstTask != NOT_EXPANDED;
    }

    /// Gives the stage its range of dense ids.
    public void expandAt(int task) {
        firstTask = task;
    }

    /// Gives the range back.
    public void collapse() {
        firstTask = NOT_EXPANDED;
    }

    /// Whether the client wants the outputs kept.
    public boolean isWanted() {
        return isWanted;
    }

    /// Whether no other stage reads this one: then it runs for its own sake.
    public boolean isSink() {
        return consumers.isEmpty();
    }

    /// Whether the job is not finished before this partition is: an output that is wanted, or that nobody reads.
    public boolean isGoal(int partition) {
        return (isWanted || isSink()) && isOutput(partition);
    }

    /// Whether later stages and the client see this partition.
    public boolean isOutput(int partition) {
        return tree == null || partition == tree.root();
    }

    public int[] phaseCounts() {
        return phaseCounts;
    }

    public NavigableMap<String, Long> counters() {
        return counters;
    }

    public BitSet definedOn() {
        return definedOn;
    }

    /// Runs that have begun and not ended.
    public int startedCount() {
        return startedCount;
    }

    public void countStarted(int change) {
        startedCount += change;
    }

    /// Adds what a first finished run of a task counted. Names beyond a thousand are summed as one.
    public void addCounters(Map<String, Long> counted) {
        counted.forEach((name, amount) -> {
            boolean hasRoom = counters.size() < COUNTERS_MAX || counters.containsKey(name);
            counters.merge(hasRoom ? name : OTHER_COUNTERS, amount, Long::sum);
        });
    }

    public void addRunNanos(long elapsedNanos) {
        endedRuns++;
        endedRunsNanos += Math.max(0, elapsedNanos);
    }

    /// Mean time of the runs that ended so far.
    public long expectedRunNanos() {
        return endedRuns == 0 ? UNKNOWN_RUN_NANOS : endedRunsNanos / endedRuns;
    }

    /// Visits the inputs of a partition, pattern by pattern in the order of the specification.
    public void visitInputs(int partition, SpanVisitor visitor) {
        for (int i = 0; i < spec.inputs().size(); i++) {
            visitInput(partition, i, visitor);
        }
    }

    /// Visits the inputs of a partition behind one pattern.
    public void visitInput(int partition, int pattern, SpanVisitor visitor) {
        TaskRange.visitDependency(
                job.spec().stages(),
                spec,
                partition,
                pattern,
                (stage, from, to) -> visitor.visit(job.stage(stage), from, to));
    }

    /// Visits the tasks that depend on a partition, once for each pattern that does.
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
                case StageInput.Broadcast _ -> visitor.visit(stage, 0, stage.spec.partitions());
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

    /// Order of running: earlier submissions first; within a job depth first, that is by the part of the job's width
    /// that is complete once the task is done, and of equals the later stage.
    ///
    ///     bit 62 … 39          38 … 15              14 … 0
    ///     submission           end of covered part  complement of the stage id
    public long priority(int partition) {
        long end = tree == null ? partition + 1L : tree.coveredTo(partition);
        long width = tree == null ? spec.partitions() : tree.leaves();
        long fraction = Math.min((end << FRACTION_BITS) / width, (1L << FRACTION_BITS) - 1);
        long stageRank = ((1L << STAGE_BITS) - 1) - Math.min(spec.id(), (1 << STAGE_BITS) - 1);
        return (job.submission() & 0xFF_FFFFL) << (FRACTION_BITS + STAGE_BITS) | fraction << STAGE_BITS | stageRank;
    }

    @Override
    public String toString() {
        return job.id().brief() + "/" + spec.name();
    }
}
