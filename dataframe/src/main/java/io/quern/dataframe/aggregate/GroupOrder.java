package io.quern.dataframe.aggregate;

/// In which order the results of groups are wanted.
public enum GroupOrder {
    /// Ascending by the keys: text by its bytes, null last.
    BY_KEYS,
    /// Whatever costs least.
    ANY
}
