package io.quern.dataframe.text;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;

/// What frames of text lines look like.
public final class TextLines {
    /// One column, `value`.
    public static final Schema SCHEMA = Schema.of(Field.required("value", DataType.STRING));

    private TextLines() {}
}
