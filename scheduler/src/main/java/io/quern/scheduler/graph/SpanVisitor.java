package io.quern.scheduler.graph;

/// Receives neighbouring partitions of one group: `from` up to, not including, `to`.
@FunctionalInterface
public interface SpanVisitor {
    void visit(TaskGroup group, int from, int to);
}
