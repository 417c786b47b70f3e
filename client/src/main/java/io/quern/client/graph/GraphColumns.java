package io.quern.client.graph;

import io.quern.client.graph.TaskGraph.NodeContent;
import java.util.List;

/// The nodes of a graph, by number. The arrays are owned, not copied.
///
/// @param contentOf index into `contents`
/// @param inputs the inputs of all nodes, those of a node together
record GraphColumns(
        List<String> names,
        List<NodeContent> contents,
        int[] contentOf,
        int[] inputs,
        int[] inputsFrom,
        int[] inputsTo) {}
