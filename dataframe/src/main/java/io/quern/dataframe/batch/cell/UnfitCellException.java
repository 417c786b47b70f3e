package io.quern.dataframe.batch.cell;

import io.quern.dataframe.type.DataType;

/// A value that its column cannot hold; the writer adds column and row.
final class UnfitCellException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int VALUE_SHOWN_MAX = 60;

    private UnfitCellException(String message) {
        super(message, null, false, false);
    }

    static UnfitCellException of(Object value, DataType type) {
        return new UnfitCellException(
                "a " + value.getClass().getName() + " (" + shown(value) + ") does not go into " + type);
    }

    static UnfitCellException of(Object value, DataType type, String reason) {
        return new UnfitCellException(shown(value) + " does not go into " + type + ": " + reason);
    }

    private static String shown(Object value) {
        String text = value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
        return text.length() <= VALUE_SHOWN_MAX ? text : text.substring(0, VALUE_SHOWN_MAX) + "…";
    }
}
