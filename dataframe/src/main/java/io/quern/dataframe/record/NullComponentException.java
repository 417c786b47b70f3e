package io.quern.dataframe.record;

/// Null for a component of a primitive type; the mapper adds the row.
final class NullComponentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NullComponentException(String component, Class<?> type) {
        super(
                "'" + component + "' is null, and a component of type " + type.getSimpleName()
                        + " cannot be; make it Optional, or its type the boxed one",
                null,
                false,
                false);
    }
}
