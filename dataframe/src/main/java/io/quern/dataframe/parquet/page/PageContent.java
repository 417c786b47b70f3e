package io.quern.dataframe.parquet.page;

/// The bytes of a page, inflated: where its levels and its values are. Valid until the next page of the same loader.
///
/// Both arrays have eight bytes at least beyond what is named here, so that decoders can load whole words.
///
/// @param levels holds both level blocks, without the lengths that may stand before them
/// @param repetitionTo equal to `repetitionFrom` if the column has no such levels
/// @param values may be the same array as `levels`
public record PageContent(
        byte[] levels,
        int repetitionFrom,
        int repetitionTo,
        int definitionFrom,
        int definitionTo,
        byte[] values,
        int valuesFrom,
        int valuesTo) {}
