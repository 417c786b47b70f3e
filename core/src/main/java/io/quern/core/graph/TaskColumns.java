package io.quern.core.graph;

import java.util.Arrays;

/// The columns of a [TaskBatch], as drawn there. The arrays are owned by the batch, not copied.
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare contents
public record TaskColumns(
        int[] functionOf,
        int[] optionsOf,
        long[] wanted,
        byte[] keys,
        int[] keyEnds,
        byte[] arguments,
        int[] argumentEnds,
        int[] inputs,
        int[] inputEnds) {
    @Override
    public boolean equals(Object other) {
        return other instanceof TaskColumns that
                && Arrays.equals(functionOf, that.functionOf)
                && Arrays.equals(optionsOf, that.optionsOf)
                && Arrays.equals(wanted, that.wanted)
                && Arrays.equals(keys, that.keys)
                && Arrays.equals(keyEnds, that.keyEnds)
                && Arrays.equals(arguments, that.arguments)
                && Arrays.equals(argumentEnds, that.argumentEnds)
                && Arrays.equals(inputs, that.inputs)
                && Arrays.equals(inputEnds, that.inputEnds);
    }

    @Override
    public int hashCode() {
        int hash = Arrays.hashCode(functionOf);
        hash = 31 * hash + Arrays.hashCode(arguments);
        hash = 31 * hash + Arrays.hashCode(keys);
        return 31 * hash + Arrays.hashCode(inputs);
    }

    @Override
    public String toString() {
        return functionOf.length + " tasks, " + inputs.length / 2 + " inputs, " + arguments.length + " argument bytes";
    }
}
