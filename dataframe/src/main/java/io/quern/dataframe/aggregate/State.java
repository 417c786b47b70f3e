package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Vector;

/// The running state of one aggregate for every group, in flat tables. One thread.
///
/// Rows come as the group of each row. Before they are added, each state of an aggregation is asked to make room
/// for them; only if all have, they are added to all.
interface State {
    /// Makes room for rows of the input, and for `groupCount` groups. Where the rows are not added in the end,
    /// because another state was refused, the next call takes back what was counted for them.
    ///
    /// @param arguments the argument columns, each of `length` rows
    /// @return false where there is no memory for that
    boolean makeRoom(int length, int groupCount, Vector[] arguments, StateMemory memory);

    /// Adds rows of the input.
    void add(int[] groups, int length, int groupCount, Vector[] arguments);

    /// Makes room for rows of partial state, as above.
    boolean makeMergeRoom(int length, int groupCount, Vector partial, StateMemory memory);

    /// Adds rows of partial state, as [#partial] made them.
    void merge(int[] groups, int length, int groupCount, Vector partial);

    /// Counts what could not be told before rows were added.
    ///
    /// @return false where there is no memory for it: the state is not to be added to
    default boolean settle(StateMemory memory) {
        return true;
    }

    /// Nothing is added any more; to be called before [#partial].
    void end(int groupCount);

    /// Lets go of what [#partial] would keep alive beyond its columns, at the price of copies; after [#end].
    default void trim() {}

    /// The state of groups `from` up to, not including, `to` as a column, one row a group.
    Vector partial(int from, int to);

    /// Adds about how many bytes each group has in the column beyond what every group has there, such as elements
    /// of lists; after [#end].
    default void addBytes(long[] bytes) {}
}
