/// Graphs of tasks that a program describes by names before anything is sent. Graphs are immutable, their builders
/// are used by one thread; for programs.
@NullMarked
package io.quern.client.graph;

import org.jspecify.annotations.NullMarked;
