package io.quern.dataframe.output;

import java.io.Serializable;

/// Where and how a job writes. Travels to workers.
///
/// @param folder absolute path of the destination
/// @param isOverwriting whether an existing output is replaced; else it is refused before any work
public record OutputTarget(String folder, boolean isOverwriting, RowFormat format) implements Serializable {}
