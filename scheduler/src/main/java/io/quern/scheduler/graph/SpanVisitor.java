package io.quern.scheduler.graph;

/// Receives neighbouring partitions of one stage: `from` up to, not including, `to`.
@FunctionalInterface
public interface SpanVisitor {
    void visit(Stage stage, int from, int to);
}
