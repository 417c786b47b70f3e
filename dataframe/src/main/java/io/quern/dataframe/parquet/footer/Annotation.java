package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.type.TimeUnit;

/// What a schema element means beyond its physical type: the format's logical types and the converted types
/// before them. What we treat like the bare physical type (BSON, INTERVAL, VARIANT, GEOMETRY, and whatever is
/// invented later) is not here.
public sealed interface Annotation {
    record None() implements Annotation {}

    /// STRING, ENUM and JSON.
    record Text() implements Annotation {}

    record Listing() implements Annotation {}

    /// MAP, and MAP_KEY_VALUE where an old writer used it in its stead.
    record Mapping() implements Annotation {}

    record Decimal(int precision, int scale) implements Annotation {}

    record Date() implements Annotation {}

    record Time(TimeUnit unit) implements Annotation {}

    record Timestamp(TimeUnit unit, boolean isUtc) implements Annotation {}

    record Whole(int bits, boolean isSigned) implements Annotation {}

    record Uuid() implements Annotation {}

    record HalfFloat() implements Annotation {}

    /// UNKNOWN: nothing but nulls.
    record Nothing() implements Annotation {}

    Annotation NONE = new None();
}
