package io.quern.core.graph;

import java.util.ArrayList;
import java.util.List;

/// One function for `partitions` tasks: what a client sends instead of the tasks themselves.
///
/// @param id number within the job; inputs name only smaller ids
/// @param name what people see, such as `read+floor+aggregate-chunk`
/// @param partitions number of tasks; for a tree, of all its levels ([StageInput.Tree#tasks])
/// @param isProducer whether its tasks create data from outside (files); such tasks are withheld by the scheduler
///     until their consumers can follow
/// @param isPlanner whether its one task plans further stages of the job: its function returns
///     [io.quern.core.task.Planned]
/// @param inputs dependency patterns, in the order in which the function sees its inputs
/// @param function the serialised [io.quern.core.task.TaskFunction], once for the stage
/// @param arguments one serialised argument for each partition, or empty where no partition has one
public record StageSpec(
        int id,
        String name,
        int partitions,
        boolean isProducer,
        boolean isPlanner,
        List<StageInput> inputs,
        Payload function,
        List<Payload> arguments) {
    public StageSpec {
        inputs = List.copyOf(inputs);
        arguments = List.copyOf(arguments);
        if (partitions < 1) {
            throw new IllegalArgumentException("stage " + name + " needs at least one partition, got " + partitions);
        }
        if (!arguments.isEmpty() && arguments.size() != partitions) {
            throw new IllegalArgumentException("stage " + name + " has " + partitions + " partitions but "
                    + arguments.size() + " arguments; give one for each or none");
        }
        if (isPlanner && (isProducer || partitions != 1)) {
            throw new IllegalArgumentException("stage " + name + " is a planner and has " + partitions
                    + (isProducer ? " partitions that create data" : " partitions")
                    + "; a planner has one, which does not create data");
        }
        for (StageInput input : inputs) {
            if (input.stage() < 0 || input.stage() >= id) {
                throw new IllegalArgumentException("stage " + name + " (" + id + ") depends on stage " + input.stage()
                        + "; a stage may depend only on stages with smaller ids");
            }
            if (input instanceof StageInput.Tree && inputs.size() > 1) {
                throw new IllegalArgumentException("stage " + name + " is a tree and may have no other input");
            }
            if (input instanceof StageInput.Measured && !isPlanner) {
                throw new IllegalArgumentException("stage " + name + " measures stage " + input.stage()
                        + " but is no planner; make it one, or let it read the stage");
            }
        }
    }

    /// A stage that plans nothing.
    public StageSpec(
            int id,
            String name,
            int partitions,
            boolean isProducer,
            List<StageInput> inputs,
            Payload function,
            List<Payload> arguments) {
        this(id, name, partitions, isProducer, false, inputs, function, arguments);
    }

    /// A stage with one task, which plans further stages.
    public static StageSpec planner(int id, String name, List<StageInput> inputs, Payload function) {
        return new StageSpec(id, name, 1, false, true, inputs, function, List.of());
    }

    /// The same stage, where stages from `first` on have moved by `shift`.
    StageSpec moved(int first, int shift) {
        List<StageInput> moved = inputs.stream()
                .map(input -> input.stage() < first ? input : input.over(input.stage() + shift))
                .toList();
        return new StageSpec(id + shift, name, partitions, isProducer, isPlanner, moved, function, arguments);
    }

    /// Whether this stage is a reduction tree.
    public boolean isTree() {
        return inputs.size() == 1 && inputs.getFirst() instanceof StageInput.Tree;
    }

    /// Which of the inputs are exchanged, by their places.
    public List<Integer> exchanges() {
        List<Integer> exchanges = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof StageInput.Exchange) {
                exchanges.add(i);
            }
        }
        return exchanges;
    }

    /// Results that later stages and the client see: 1 for a tree, else one for each partition.
    public int outputs() {
        return isTree() ? 1 : partitions;
    }

    /// The partition whose result is output `output`.
    public int outputPartition(int output) {
        return isTree() ? partitions - 1 : output;
    }

    /// The argument of a partition, empty where the stage has none.
    public Payload argument(int partition) {
        return arguments.isEmpty() ? Payload.EMPTY : arguments.get(partition);
    }
}
