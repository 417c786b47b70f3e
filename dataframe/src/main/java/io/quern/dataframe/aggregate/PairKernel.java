package io.quern.dataframe.aggregate;

/// How (group, value) pairs are kept. All give the same result; tests force each one.
public enum PairKernel {
    /// Begins dense, and changes as ids and pairs grow.
    AUTOMATIC,
    /// One cell for each possible pair.
    DENSE,
    /// A hash table of packed pairs.
    HASHED,
    /// A log of packed pairs, sorted and thinned out from time to time.
    SORTED
}
