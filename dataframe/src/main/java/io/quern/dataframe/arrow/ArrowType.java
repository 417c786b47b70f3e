package io.quern.dataframe.arrow;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FixedBinaryType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.DataType.ObjectType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.TimeUnit;
import java.io.IOException;
import java.util.List;

/// Our types as Arrow's `Type` union, both ways. Source: Arrow's format/Schema.fbs, metadata version 5.
final class ArrowType {
    static final int NULL = 1;
    static final int INT = 2;
    static final int FLOATING_POINT = 3;
    static final int BINARY = 4;
    static final int UTF8 = 5;
    static final int BOOL = 6;
    static final int DECIMAL = 7;
    static final int DATE = 8;
    static final int TIME = 9;
    static final int TIMESTAMP = 10;
    static final int LIST = 12;
    static final int STRUCT = 13;
    static final int FIXED_SIZE_BINARY = 15;
    static final int MAP = 17;

    private static final List<String> NAMES = List.of(
            "none",
            "Null",
            "Int",
            "FloatingPoint",
            "Binary",
            "Utf8",
            "Bool",
            "Decimal",
            "Date",
            "Time",
            "Timestamp",
            "Interval",
            "List",
            "Struct",
            "Union",
            "FixedSizeBinary",
            "FixedSizeList",
            "Map",
            "Duration",
            "LargeBinary",
            "LargeUtf8",
            "LargeList",
            "RunEndEncoded",
            "BinaryView",
            "Utf8View",
            "ListView",
            "LargeListView");
    private static final List<TimeUnit> UNITS =
            List.of(TimeUnit.SECONDS, TimeUnit.MILLIS, TimeUnit.MICROS, TimeUnit.NANOS);

    private ArrowType() {}

    /// The member of the union.
    static int id(DataType type) {
        return switch (type) {
            case NullType _ -> NULL;
            case BooleanType _ -> BOOL;
            case IntegerType _ -> INT;
            case FloatingType _ -> FLOATING_POINT;
            case DecimalType _ -> DECIMAL;
            case StringType _ -> UTF8;
            case BinaryType _, ObjectType _ -> BINARY;
            case FixedBinaryType _ -> FIXED_SIZE_BINARY;
            case DateType _ -> DATE;
            case TimeType _ -> TIME;
            case TimestampType _ -> TIMESTAMP;
            case ListType _ -> LIST;
            case StructType _ -> STRUCT;
            case MapType _ -> MAP;
        };
    }

    /// Writes the table of the union's member; gives its position.
    static int write(FlatWriter out, DataType type) {
        switch (type) {
            case IntegerType integer -> {
                out.startTable(2);
                out.intSlot(0, integer.bits());
                out.boolSlot(1, integer.isSigned());
            }
            case FloatingType floating -> {
                out.startTable(1);
                out.shortSlot(0, floating.bits() == 32 ? 1 : 2);
            }
            case DecimalType decimal -> {
                out.startTable(3);
                out.intSlot(0, decimal.precision());
                out.intSlot(1, decimal.scale());
                out.intSlot(2, decimal.widthBytes() * 8);
            }
            case FixedBinaryType fixed -> {
                out.startTable(1);
                out.intSlot(0, fixed.widthBytes());
            }
            case DateType _ -> {
                out.startTable(1);
                out.shortSlot(0, 0);
            }
            case TimeType time -> {
                out.startTable(2);
                out.intSlot(1, isNarrow(time) ? 32 : 64);
                out.shortSlot(0, UNITS.indexOf(time.unit()));
            }
            case TimestampType timestamp -> {
                int zone = timestamp.isUtc() ? out.string("UTC") : 0;
                out.startTable(2);
                if (timestamp.isUtc()) {
                    out.referenceSlot(1, zone);
                }
                out.shortSlot(0, UNITS.indexOf(timestamp.unit()));
            }
            case MapType _ -> {
                out.startTable(1);
                out.boolSlot(0, false);
            }
            case NullType _, BooleanType _, StringType _, BinaryType _, ObjectType _, ListType _, StructType _ ->
                out.startTable(0);
        }
        return out.endTable();
    }

    static boolean isNarrow(TimeType time) {
        return time.unit() == TimeUnit.SECONDS || time.unit() == TimeUnit.MILLIS;
    }

    /// Reads the union of a field whose children are known.
    static DataType read(int id, FlatTable table, String name, List<Field> children) throws IOException {
        return switch (id) {
            case NULL -> DataType.NULL;
            case BOOL -> DataType.BOOLEAN;
            case INT -> integer(table.intAt(0, 0), table.boolAt(1), name);
            case FLOATING_POINT ->
                switch (table.shortAt(0, 0)) {
                    case 1 -> DataType.FLOAT;
                    case 2 -> DataType.DOUBLE;
                    default -> throw unsupported(name, "FloatingPoint of other than 32 or 64 bits");
                };
            case BINARY -> DataType.BINARY;
            case UTF8 -> DataType.STRING;
            case DECIMAL -> decimal(table.intAt(0, 0), table.intAt(1, 0), table.intAt(2, 128), name);
            case DATE -> {
                if (table.shortAt(0, 1) != 0) {
                    throw unsupported(name, "Date in milliseconds");
                }
                yield DataType.DATE;
            }
            case TIME -> {
                TimeType time = new TimeType(unit(table.shortAt(0, 1), name));
                if (table.intAt(1, 32) != (isNarrow(time) ? 32 : 64)) {
                    throw unsupported(name, time + " of " + table.intAt(1, 32) + " bits");
                }
                yield time;
            }
            case TIMESTAMP -> {
                String zone = table.stringAt(1);
                yield new TimestampType(unit(table.shortAt(0, 0), name), zone != null && !zone.isEmpty());
            }
            case LIST -> new ListType(only(children, 1, name).getFirst());
            case STRUCT -> new StructType(children);
            case FIXED_SIZE_BINARY -> {
                if (table.intAt(0, 0) < 0) {
                    throw unsupported(name, "FixedSizeBinary of " + table.intAt(0, 0) + " bytes");
                }
                yield new FixedBinaryType(table.intAt(0, 0));
            }
            case MAP -> new MapType(only(children, 2, name).get(0), children.get(1));
            default -> throw unsupported(name, id < NAMES.size() ? NAMES.get(id) : "number " + id);
        };
    }

    private static DataType integer(int bits, boolean isSigned, String name) throws IOException {
        if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
            throw unsupported(name, "Int of " + bits + " bits");
        }
        return new IntegerType(bits, isSigned);
    }

    private static DataType decimal(int precision, int scale, int bits, String name) throws IOException {
        if (precision < 1 || precision > 76) {
            throw unsupported(name, "Decimal of " + precision + " digits");
        }
        DecimalType decimal = new DecimalType(precision, scale);
        if (bits != decimal.widthBytes() * 8) {
            throw unsupported(name, "Decimal of " + precision + " digits in " + bits + " bits");
        }
        return decimal;
    }

    private static TimeUnit unit(int code, String name) throws IOException {
        if (code < 0 || code >= UNITS.size()) {
            throw unsupported(name, "time unit " + code);
        }
        return UNITS.get(code);
    }

    private static List<Field> only(List<Field> children, int count, String name) throws IOException {
        if (children.size() != count) {
            throw new DamagedStreamException(
                    "field '" + name + "' has " + children.size() + " children, its type wants " + count);
        }
        return children;
    }

    private static IOException unsupported(String name, String what) {
        return new DamagedStreamException(
                "field '" + name + "' has Arrow type " + what + ", which Quern does not read");
    }
}
