package io.quern.scheduler.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The last eight steps of every task, a ring of longs each.
///
///     bit 63 … 32             31 … 16           15 … 8   7 … 4   3 … 0
///     low bits of the event   worker slot + 1   kind     from    to
public final class TaskStory {
    private static final int STEPS = 8;

    private long[] steps = {};
    /// Steps ever taken, by task; saturates.
    private int[] taken = {};

    /// One step, as it was recorded.
    ///
    /// @param event low 32 bits of the number of the event that caused it
    /// @param kind ordinal of the step's kind
    /// @param slot slot of the worker that the task was with, [TaskTable#NONE] where with none
    public record Step(int event, int kind, TaskPhase from, TaskPhase to, int slot) {}

    void ensureCapacity(int tasks) {
        steps = Arrays.copyOf(steps, tasks * STEPS);
        taken = Arrays.copyOf(taken, tasks);
    }

    void clear(int task) {
        taken[task] = 0;
    }

    public void add(int task, long event, int kind, TaskPhase from, TaskPhase to, int slot) {
        steps[task * STEPS + taken[task] % STEPS] =
                event << 32 | (slot + 1L & 0xFFFF) << 16 | (long) kind << 8 | (long) from.code() << 4 | to.code();
        taken[task] = taken[task] == Integer.MAX_VALUE ? STEPS : taken[task] + 1;
    }

    /// The steps that are still known, oldest first.
    public List<Step> of(int task) {
        List<Step> told = new ArrayList<>();
        for (int i = Math.max(0, taken[task] - STEPS); i < taken[task]; i++) {
            long step = steps[task * STEPS + i % STEPS];
            told.add(new Step(
                    (int) (step >>> 32),
                    (int) (step >>> 8 & 0xFF),
                    TaskPhase.of((int) (step >>> 4 & 0xF)),
                    TaskPhase.of((int) (step & 0xF)),
                    (int) (step >>> 16 & 0xFFFF) - 1));
        }
        return told;
    }
}
