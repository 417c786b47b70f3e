package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;

/// An operation on whole vectors that gives null exactly where an argument is null.
@FunctionalInterface
public interface Kernel {
    /// Computes one vector.
    ///
    /// @param arguments of any encoding; each has `length` rows; none is a null constant
    /// @param validity the rows in which no argument is null; it becomes the result's
    Vector apply(Vector[] arguments, int length, Validity validity);
}
