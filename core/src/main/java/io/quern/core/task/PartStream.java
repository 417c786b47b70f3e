package io.quern.core.task;

import java.util.Iterator;
import java.util.List;

/// One part of each output of an exchanged stage. They are fetched a few ahead of the reader, so that a task
/// need not have them all in memory. Used by the thread that runs the task, which closes it once it needs no
/// part any more; it ends with the run in any case.
///
/// **Order.** That of the outputs, beginning at another one for each part ([#first]), so that the tasks of a
/// stage, which begin together, do not all ask the same holder first. It depends on nothing but the numbers of
/// parts and outputs: the same job has it on any cluster.
public interface PartStream extends AutoCloseable {
    /// How many outputs there are; so often [#next] may be called.
    int size();

    /// The part of the next output, immutable; waits until it is here. The one before it counts as let go: of
    /// the worker's memory the stream has reserved what the part at hand takes.
    ///
    /// @throws io.quern.core.error.QuernException RESOURCES where there is no memory for the part
    /// @throws InterruptedException where the run is cancelled
    /// @throws RuntimeException of the worker's own where an output is lost: the run has to end with it, and begins
    ///     again once the output has been made again
    Object next() throws InterruptedException;

    /// The output with which the reader of a part begins.
    ///
    /// @param parts of each output, as many as there are readers
    static int first(int part, int parts, int outputs) {
        return (int) ((long) part * outputs / parts);
    }

    /// No part is needed any more. May be called again.
    @Override
    void close();

    /// Parts that are in memory already.
    static PartStream of(List<?> parts) {
        Iterator<?> left = List.copyOf(parts).iterator();
        return new PartStream() {
            @Override
            public int size() {
                return parts.size();
            }

            @Override
            public Object next() {
                return left.next();
            }

            @Override
            public void close() {
                // Nothing was reserved for them.
            }
        };
    }
}
