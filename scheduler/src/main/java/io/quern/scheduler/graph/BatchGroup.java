package io.quern.scheduler.graph;

import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskOptions;
import io.quern.core.key.CodeHash;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/// Explicit tasks of a session, as a client submitted them together.
///
/// Inputs are looked up in the batch as it came; dependents, which later batches add to, are edges in the
/// [EdgeTable]. The edge behind input `i` of the batch has the number `firstEdge + i`.
public final class BatchGroup extends TaskGroup {
    private final Session session;
    private final TaskBatch spec;
    private final List<BatchGroup> foreign;
    private final EdgeTable edges;
    private final long submission;
    private final BitSet[] definedOn;
    private int firstEdge;
    private boolean hasCode = true;

    /// @param foreign the batches of the tasks in `spec.foreign()`, in their order
    /// @param submission number of the batch in the order of all submissions
    public BatchGroup(Session session, TaskBatch spec, List<BatchGroup> foreign, EdgeTable edges, long submission) {
        this.session = session;
        this.spec = spec;
        this.foreign = List.copyOf(foreign);
        this.edges = edges;
        this.submission = submission;
        this.definedOn = new BitSet[spec.functions().size()];
        for (int i = 0; i < definedOn.length; i++) {
            definedOn[i] = new BitSet();
        }
    }

    /// Number of the batch in the order of all submissions.
    public long submission() {
        return submission;
    }

    public TaskBatch spec() {
        return spec;
    }

    @Override
    public Session graph() {
        return session;
    }

    @Override
    public int number() {
        return spec.stage();
    }

    @Override
    public int size() {
        return spec.size();
    }

    @Override
    public String name(int partition) {
        return spec.function(partition).name();
    }

    @Override
    public String key(int partition) {
        return spec.key(partition);
    }

    @Override
    public List<TaskOptions> options() {
        return spec.options();
    }

    @Override
    public int optionsOf(int partition) {
        return spec.optionsOf(partition);
    }

    @Override
    public int functionOf(int partition) {
        return spec.functionOf(partition);
    }

    @Override
    public String functionName(int function) {
        return spec.functions().get(function).name();
    }

    @Override
    public CodeHash codeSet() {
        return spec.codeSet();
    }

    /// Whether its code set is held for it.
    public boolean hasCode() {
        return hasCode;
    }

    /// Its code set is not here any more; its client may bring it again.
    public void loseCode() {
        hasCode = false;
    }

    @Override
    public Payload code(int function) {
        return spec.functions().get(function).code();
    }

    @Override
    public BitSet definedOn(int function) {
        return definedOn[function];
    }

    @Override
    public int functions() {
        return definedOn.length;
    }

    @Override
    public Payload argument(int partition) {
        return spec.argument(partition);
    }

    @Override
    public int inputLists() {
        return 1;
    }

    @Override
    public void visitInput(int partition, int list, SpanVisitor visitor) {
        for (int input = spec.inputsFrom(partition); input < spec.inputsTo(partition); input++) {
            int at = inputPartition(input);
            visitor.visit(inputGroup(input), at, at + 1);
        }
    }

    @Override
    public void visitDependents(int partition, SpanVisitor visitor) {
        edges.visitDependents(firstTask() + partition, visitor);
    }

    /// The batch of an input; it is there as long as the task that needs it.
    BatchGroup inputGroup(int input) {
        int stage = spec.inputStage(input);
        if (stage == spec.stage()) {
            return this;
        }
        return stage < 0 ? foreign.get(-1 - stage) : Objects.requireNonNull(session.group(stage), "input");
    }

    /// Dense id of the first input of a task that has inputs.
    public int firstInput(int partition) {
        int input = spec.inputsFrom(partition);
        return inputGroup(input).firstTask() + inputPartition(input);
    }

    int inputPartition(int input) {
        int stage = spec.inputStage(input);
        return stage < 0 ? spec.foreign().get(-1 - stage).partition() : spec.inputPartition(input);
    }

    /// Enters the edges behind all inputs. Both ends have dense ids.
    public void connect() {
        firstEdge = edges.allocate(spec.inputCount());
        for (int partition = 0; partition < size(); partition++) {
            for (int input = spec.inputsFrom(partition); input < spec.inputsTo(partition); input++) {
                int upstream = inputGroup(input).firstTask() + inputPartition(input);
                edges.link(firstEdge + input, upstream, firstTask() + partition);
            }
        }
    }

    /// Takes the edges behind the inputs of a task out.
    public void disconnect(int partition) {
        for (int input = spec.inputsFrom(partition); input < spec.inputsTo(partition); input++) {
            edges.unlink(firstEdge + input, inputGroup(input).firstTask() + inputPartition(input));
        }
    }

    @Override
    public void collapse() {
        edges.free(firstEdge, spec.inputCount());
        super.collapse();
    }

    /// Sessions have no goals: what counts is who holds a task.
    @Override
    public boolean isGoal(int partition) {
        return false;
    }

    @Override
    public long priority(int partition) {
        return rank(spec.options(partition).priority(), submission, partition);
    }

    @Override
    public String toString() {
        return session.id().brief() + "/" + spec.stage();
    }
}
