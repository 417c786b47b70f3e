package io.quern.dataframe.json;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.ObjectVector;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.List;

/// Finds out once a vector how its values are written. Formatted dictionary entries are kept as long as batches use the
/// dictionary one after another.
final class JsonFormats {
    private final Reservation memory;
    private IdentityHashMap<Vector, JsonEntries> known = new IdentityHashMap<>();
    private final List<JsonEntries> ofBatch = new ArrayList<>();
    private IdentityHashMap<Vector, JsonEntries> used = new IdentityHashMap<>();

    /// @param memory counts formatted entries
    JsonFormats(Reservation memory) {
        this.memory = memory;
    }

    /// Entries that no other batch has.
    JsonEntries ofBatch(JsonCells values, int count) {
        JsonEntries entries = new JsonEntries(values, count, memory);
        ofBatch.add(entries);
        return entries;
    }

    /// Forgets dictionaries that the last batch did not use, and what it alone had.
    void nextBatch() {
        ofBatch.forEach(JsonEntries::close);
        ofBatch.clear();
        known.forEach((dictionary, entries) -> {
            if (!used.containsKey(dictionary)) {
                entries.close();
            }
        });
        known = used;
        used = new IdentityHashMap<>();
    }

    JsonCells of(Vector vector) {
        return switch (vector) {
            case NullVector _ -> (_, out) -> out.putNull();
            case BooleanVector v -> nullable(v, (row, out) -> out.putBoolean((v.words()[row >>> 6] >>> row & 1) != 0));
            case IntVector v -> nullable(v, ints(v));
            case LongVector v -> nullable(v, longs(v));
            case FloatVector v -> nullable(v, (row, out) -> out.putFloat(v.values()[row]));
            case DoubleVector v -> nullable(v, (row, out) -> out.putDouble(v.values()[row]));
            case BytesVector v -> nullable(v, bytes(v));
            case FixedBytesVector v -> nullable(v, fixed(v));
            case ListVector v -> nullable(v, list(v));
            case MapVector v -> nullable(v, JsonMap.of(v, of(v.values()), this));
            case StructVector v -> nullable(v, struct(v));
            case ObjectVector _ ->
                throw QuernException.user(
                        "a column of Java objects cannot be written as JSON; finish the aggregation, or "
                                + "map it to a type that JSON has");
            case ConstantVector v -> {
                JsonBuffer text = new JsonBuffer(64);
                of(v.value()).write(0, text);
                byte[] fixed = text.toArray();
                yield (_, out) -> out.put(fixed);
            }
            case DictionaryVector v -> {
                JsonEntries entries = entries(v.dictionary());
                int[] codes = v.codes();
                yield nullable(v, (row, out) -> entries.write(codes[row], out));
            }
        };
    }

    private JsonEntries entries(Vector dictionary) {
        JsonEntries entries = known.get(dictionary);
        if (entries == null) {
            entries = used.computeIfAbsent(dictionary, d -> new JsonEntries(of(d), d.length(), memory));
        }
        used.put(dictionary, entries);
        return entries;
    }

    private static JsonCells nullable(Vector vector, JsonCells values) {
        if (!vector.validity().hasNulls()) {
            return values;
        }
        return (row, out) -> {
            if (vector.validity().isNull(row)) {
                out.putNull();
            } else {
                values.write(row, out);
            }
        };
    }

    private static JsonCells ints(IntVector v) {
        int[] values = v.values();
        return switch (v.type()) {
            case DateType _ -> (row, out) -> out.putDate(values[row]);
            case TimeType time -> (row, out) -> out.putTime(values[row], time.unit());
            default -> (row, out) -> out.putLong(values[row]);
        };
    }

    private static JsonCells longs(LongVector v) {
        long[] values = v.values();
        return switch (v.type()) {
            case TimestampType timestamp -> (row, out) -> out.putTimestamp(values[row], timestamp.unit());
            case TimeType time -> (row, out) -> out.putTime(values[row], time.unit());
            case IntegerType integer
            when integer.bits() == 64 && !integer.isSigned() ->
                (row, out) -> out.putAscii(Long.toUnsignedString(values[row]));
            default -> (row, out) -> out.putLong(values[row]);
        };
    }

    private static JsonCells bytes(BytesVector v) {
        int[] offsets = v.offsets();
        byte[] data = v.data();
        return v.type() instanceof StringType
                ? (row, out) -> JsonText.write(data, offsets[row], offsets[row + 1], out)
                : base64(CellReader.of(v));
    }

    private static JsonCells fixed(FixedBytesVector v) {
        CellReader values = CellReader.of(v);
        if (!(v.type() instanceof DecimalType)) {
            return base64(values);
        }
        return (row, out) -> {
            if (values.read(row) instanceof BigDecimal decimal) {
                out.putAscii(decimal.toPlainString());
            }
        };
    }

    private static JsonCells base64(CellReader values) {
        return (row, out) -> {
            if (values.read(row) instanceof byte[] binary) {
                out.put('"');
                out.put(Base64.getEncoder().encode(binary));
                out.put('"');
            }
        };
    }

    private JsonCells list(ListVector v) {
        JsonCells elements = of(v.elements());
        int[] offsets = v.offsets();
        return (row, out) -> {
            out.put('[');
            for (int i = offsets[row]; i < offsets[row + 1]; i++) {
                if (i > offsets[row]) {
                    out.put(',');
                }
                elements.write(i, out);
            }
            out.put(']');
        };
    }

    private JsonCells struct(StructVector v) {
        byte[][] fragments = fragments(((StructType) v.type())
                .fields().stream().map(field -> field.name()).toList());
        JsonCells[] members = v.children().stream().map(this::of).toArray(JsonCells[]::new);
        return (row, out) -> writeObject(fragments, members, row, out);
    }

    static void writeObject(byte[][] fragments, JsonCells[] members, int row, JsonBuffer out) {
        for (int i = 0; i < members.length; i++) {
            out.put(fragments[i]);
            members[i].write(row, out);
        }
        out.put(fragments[members.length]);
    }

    /// What stands before each member, and behind the last: `{"a":`, `,"b":`, `}`.
    static byte[][] fragments(List<String> names) {
        byte[][] fragments = new byte[names.size() + 1][];
        for (int i = 0; i < names.size(); i++) {
            JsonBuffer text = new JsonBuffer(32);
            text.put(i == 0 ? '{' : ',');
            text.put(JsonText.quoted(names.get(i)));
            text.put(':');
            fragments[i] = text.toArray();
        }
        fragments[names.size()] = (names.isEmpty() ? "{}" : "}").getBytes(StandardCharsets.US_ASCII);
        return fragments;
    }
}
