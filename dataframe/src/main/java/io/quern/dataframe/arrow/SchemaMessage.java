package io.quern.dataframe.arrow;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.ObjectType;
import io.quern.dataframe.type.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The schema message: the fields with their types, nesting and dictionaries.
///
/// A map's child in Arrow is one struct `entries` of key and value; a key is never nullable there, so that ours is gets
/// said by the metadata `quern.nullable`. A column of Java objects is binary with the metadata `quern.type`.
final class SchemaMessage {
    private static final int DEPTH_MAX = 64;
    private static final int FIELDS_MAX = 100_000;
    private static final String TYPE_KEY = "quern.type";
    private static final String OBJECT = "object";
    private static final String NULLABLE_KEY = "quern.nullable";
    private static final String TRUE = "true";

    private int fieldsRead;

    private SchemaMessage() {}

    static int write(FlatWriter out, List<ColumnLayout> columns) {
        int[] fields = columns.stream()
                .mapToInt(column -> field(out, column, column.field().isNullable()))
                .toArray();
        int vector = out.references(fields);
        out.startTable(2);
        out.referenceSlot(1, vector);
        out.shortSlot(0, 0); // little-endian
        return out.endTable();
    }

    private static int field(FlatWriter out, ColumnLayout layout, boolean isNullable) {
        Field field = layout.field();
        int children = out.references(
                field.type() instanceof MapType
                        ? new int[] {entries(out, layout)}
                        : layout.children().stream()
                                .mapToInt(
                                        child -> field(out, child, child.field().isNullable()))
                                .toArray());
        boolean isHiddenNullable = field.isNullable() && !isNullable;
        int metadata = 0;
        if (field.type() instanceof ObjectType) {
            metadata = out.references(new int[] {keyValue(out, TYPE_KEY, OBJECT)});
        } else if (isHiddenNullable) {
            metadata = out.references(new int[] {keyValue(out, NULLABLE_KEY, TRUE)});
        }
        int dictionary = layout.isDictionary() ? dictionary(out, layout) : 0;
        return endField(out, field.name(), isNullable, field.type(), dictionary, children, metadata);
    }

    private static int endField(
            FlatWriter out,
            String fieldName,
            boolean isNullable,
            DataType type,
            int dictionary,
            int children,
            int metadata) {
        int name = out.string(fieldName);
        int union = ArrowType.write(out, type);
        out.startTable(7);
        out.referenceSlot(0, name);
        out.referenceSlot(3, union);
        if (dictionary != 0) {
            out.referenceSlot(4, dictionary);
        }
        out.referenceSlot(5, children);
        if (metadata != 0) {
            out.referenceSlot(6, metadata);
        }
        out.boolSlot(1, isNullable);
        out.byteSlot(2, ArrowType.id(type));
        return out.endTable();
    }

    private static int entries(FlatWriter out, ColumnLayout map) {
        ColumnLayout value = map.children().get(1);
        int key = field(out, map.children().get(0), false);
        int children =
                out.references(new int[] {key, field(out, value, value.field().isNullable())});
        DataType struct = new DataType.StructType(List.of());
        return endField(out, "entries", false, struct, 0, children, 0);
    }

    private static int dictionary(FlatWriter out, ColumnLayout layout) {
        int index = ArrowType.write(out, new IntegerType(layout.indexBits(), true));
        out.startTable(3);
        out.longSlot(0, layout.dictionaryId());
        out.referenceSlot(1, index);
        out.boolSlot(2, false);
        return out.endTable();
    }

    private static int keyValue(FlatWriter out, String key, String value) {
        int valueAt = out.string(value);
        int keyAt = out.string(key);
        out.startTable(2);
        out.referenceSlot(0, keyAt);
        out.referenceSlot(1, valueAt);
        return out.endTable();
    }

    static List<ColumnLayout> read(FlatTable schema) throws IOException {
        if (schema.shortAt(0, 0) != 0) {
            throw new DamagedStreamException("it is big-endian");
        }
        SchemaMessage reading = new SchemaMessage();
        List<ColumnLayout> columns = new ArrayList<>();
        int count = schema.tableCount(1);
        for (int i = 0; i < count; i++) {
            columns.add(reading.read(schema.tableAt(1, i), 0));
        }
        return columns;
    }

    private ColumnLayout read(FlatTable table, int depth) throws IOException {
        if (depth > DEPTH_MAX || ++fieldsRead > FIELDS_MAX) {
            throw new DamagedStreamException(
                    "its schema is deeper than " + DEPTH_MAX + " levels or has more than " + FIELDS_MAX + " fields");
        }
        String given = table.stringAt(0);
        String name = given == null ? "" : given;
        int id = table.byteAt(2, 0);
        List<ColumnLayout> children = children(table, id, name, depth);
        DataType type = ArrowType.read(
                id,
                table.table(3, "type of field '" + name + "'"),
                name,
                children.stream().map(ColumnLayout::field).toList());
        if (type instanceof BinaryType && OBJECT.equals(metadata(table, TYPE_KEY))) {
            type = DataType.OBJECT;
        }
        boolean isNullable = table.boolAt(1) || TRUE.equals(metadata(table, NULLABLE_KEY));
        Field field = new Field(name, type, isNullable);
        FlatTable dictionary = table.tableAt(4);
        return dictionary == null ? ColumnLayout.flat(field, children) : encoded(dictionary, field, children);
    }

    private List<ColumnLayout> children(FlatTable table, int id, String name, int depth) throws IOException {
        FlatTable parent = table;
        if (id == ArrowType.MAP) {
            if (table.tableCount(5) != 1) {
                throw new DamagedStreamException("map '" + name + "' has no entries");
            }
            parent = table.tableAt(5, 0);
            if (parent.byteAt(2, 0) != ArrowType.STRUCT || parent.tableAt(4) != null) {
                throw new DamagedStreamException("the entries of map '" + name + "' are not a plain struct");
            }
        }
        List<ColumnLayout> children = new ArrayList<>();
        int count = parent.tableCount(5);
        for (int i = 0; i < count; i++) {
            children.add(read(parent.tableAt(5, i), depth + 1));
        }
        return children;
    }

    private static ColumnLayout encoded(FlatTable dictionary, Field field, List<ColumnLayout> children)
            throws IOException {
        FlatTable index = dictionary.tableAt(1);
        int bits = index == null ? 32 : index.intAt(0, 0);
        boolean isSigned = index == null || index.boolAt(1);
        long id = dictionary.longAt(0, 0);
        if ((bits != 8 && bits != 16 && bits != 32) || id < 0) {
            throw new DamagedStreamException("field '" + field.name() + "' has dictionary " + id + " with codes of "
                    + bits + " bits; ids from 0 and codes of 8, 16 or 32 bits can be read");
        }
        return new ColumnLayout(field, id, bits, isSigned, children);
    }

    private static @Nullable String metadata(FlatTable field, String key) throws IOException {
        int count = field.tableCount(6);
        for (int i = 0; i < count; i++) {
            FlatTable pair = field.tableAt(6, i);
            if (key.equals(pair.stringAt(0))) {
                return pair.stringAt(1);
            }
        }
        return null;
    }
}
