package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Vector;

/// The running state of one aggregate for every group, in flat tables. One thread.
///
/// Rows come as the group of each row; a state makes room for `groupCount` groups before it uses them.
interface State {
    /// Adds rows of the input.
    ///
    /// @param arguments the argument columns, each of `length` rows
    void add(int[] groups, int length, int groupCount, Vector[] arguments);

    /// Adds rows of partial state, as [#partial] made them.
    void merge(int[] groups, int length, int groupCount, Vector partial);

    /// The state as a column, one row a group. The state is not used any more afterwards.
    Vector partial(int groupCount);
}
