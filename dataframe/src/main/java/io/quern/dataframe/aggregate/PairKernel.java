package io.quern.dataframe.aggregate;

/// How (group, value) pairs are kept. All give the same result; tests force each one.
public enum PairKernel {
    /// Whichever suits the ids and pairs so far.
    AUTOMATIC,
    /// One cell for each possible pair.
    DENSE,
    /// One bit for each possible pair; where pairs are counted, as [#DENSE].
    BITMAP,
    /// A hash table of packed pairs.
    HASHED,
    /// A log of packed pairs, sorted and thinned out from time to time.
    SORTED
}
