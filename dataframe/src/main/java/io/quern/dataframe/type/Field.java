package io.quern.dataframe.type;

/// A named column, list element, struct member, or key or value of a map.
public record Field(String name, DataType type, boolean isNullable) {
    public static Field of(String name, DataType type) {
        return new Field(name, type, true);
    }

    public static Field required(String name, DataType type) {
        return new Field(name, type, false);
    }

    public Field withName(String other) {
        return new Field(other, type, isNullable);
    }

    @Override
    public String toString() {
        return name + ": " + type;
    }
}
