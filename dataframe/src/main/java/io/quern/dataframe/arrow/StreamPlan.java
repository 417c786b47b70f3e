package io.quern.dataframe.arrow;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Decides, before anything is written, how every field of a partition is laid out: Arrow fixes for a whole stream
/// whether a field has a dictionary, our vectors decide it batch by batch.
///
/// A field gets a dictionary if at least half of its rows are dictionary-encoded, or all of them are constants, missing
/// columns or dictionary-encoded. Flat batches of such a field are sent as their own dictionary.
final class StreamPlan {
    private static final int ENTRIES_MAX_8_BITS = 1 << 7;
    private static final int ENTRIES_MAX_16_BITS = 1 << 15;

    private final List<ColumnLayout> columns = new ArrayList<>();
    private final Map<Long, IdentityHashMap<Vector, CompactDictionary>> dictionaries = new HashMap<>();
    private long nextDictionaryId;

    private StreamPlan() {}

    static StreamPlan of(Partition partition) {
        StreamPlan plan = new StreamPlan();
        List<Field> fields = partition.schema().fields();
        for (int i = 0; i < fields.size(); i++) {
            int column = i;
            List<Vector> chunks = partition.batches().stream()
                    .map(batch -> checked(batch, column, fields.get(column)))
                    .toList();
            plan.columns.add(plan.layout(fields.get(i), chunks));
        }
        return plan;
    }

    private static Vector checked(Batch batch, int column, Field field) {
        Vector vector = batch.columns().get(column);
        if (!vector.type().toString().equals(field.type().toString())) {
            throw new IllegalArgumentException(
                    "column '" + field.name() + "' of type " + field.type() + " holds a vector of " + vector.type());
        }
        return vector;
    }

    List<ColumnLayout> columns() {
        return columns;
    }

    /// The dictionary as it is sent for a field.
    CompactDictionary dictionary(ColumnLayout layout, Vector dictionary) {
        IdentityHashMap<Vector, CompactDictionary> known = dictionaries.get(layout.dictionaryId());
        CompactDictionary compact = known == null ? null : known.get(dictionary);
        if (compact == null) {
            throw new IllegalStateException(
                    "dictionary of field '" + layout.field().name() + "' was not planned");
        }
        return compact;
    }

    private ColumnLayout layout(Field field, List<Vector> chunks) {
        if (isBetterEncoded(chunks)) {
            return encoded(field, chunks);
        }
        List<Vector> flat = chunks.stream().map(Flatten::top).toList();
        List<ColumnLayout> children = switch (field.type()) {
            case ListType list ->
                List.of(layout(
                        list.element(),
                        flat.stream().map(v -> elements((ListVector) v)).toList()));
            case MapType map ->
                List.of(
                        layout(
                                map.key(),
                                flat.stream().map(v -> keys((MapVector) v)).toList()),
                        layout(
                                map.value(),
                                flat.stream().map(v -> values((MapVector) v)).toList()));
            case StructType struct ->
                IntStream.range(0, struct.fields().size())
                        .mapToObj(i -> layout(
                                struct.fields().get(i),
                                flat.stream()
                                        .map(v -> ((StructVector) v).children().get(i))
                                        .toList()))
                        .toList();
            default -> List.of();
        };
        return ColumnLayout.flat(field, children);
    }

    private static boolean isBetterEncoded(List<Vector> chunks) {
        long encodedRows = 0;
        long constantRows = 0;
        long rows = 0;
        for (Vector chunk : chunks) {
            rows += chunk.length();
            switch (chunk) {
                case DictionaryVector v -> encodedRows += v.length();
                case ConstantVector v -> constantRows += v.length();
                case NullVector v when !(v.type() instanceof NullType) -> constantRows += v.length();
                default -> {}
            }
        }
        return rows > 0 && (encodedRows * 2 >= rows || encodedRows + constantRows == rows);
    }

    private ColumnLayout encoded(Field field, List<Vector> chunks) {
        long id = nextDictionaryId++;
        IdentityHashMap<Vector, List<DictionaryVector>> users = new IdentityHashMap<>();
        int entriesMax = 1;
        for (Vector chunk : chunks) {
            if (chunk instanceof DictionaryVector codes) {
                users.computeIfAbsent(codes.dictionary(), _ -> new ArrayList<>())
                        .add(codes);
            } else if (!(chunk instanceof ConstantVector || chunk instanceof NullVector)) {
                entriesMax = Math.max(entriesMax, chunk.length());
            }
        }
        IdentityHashMap<Vector, CompactDictionary> compact = new IdentityHashMap<>();
        for (Map.Entry<Vector, List<DictionaryVector>> entry : users.entrySet()) {
            CompactDictionary sent = CompactDictionary.of(entry.getKey(), entry.getValue());
            compact.put(entry.getKey(), sent);
            entriesMax = Math.max(entriesMax, sent.entries().length());
        }
        dictionaries.put(id, compact);
        int bits = entriesMax <= ENTRIES_MAX_8_BITS ? 8 : entriesMax <= ENTRIES_MAX_16_BITS ? 16 : 32;
        return new ColumnLayout(field, id, bits, true, flatChildren(field));
    }

    private static List<ColumnLayout> flatChildren(Field field) {
        List<Field> children = switch (field.type()) {
            case ListType list -> List.of(list.element());
            case MapType map -> List.of(map.key(), map.value());
            case StructType struct -> struct.fields();
            default -> List.of();
        };
        return children.stream()
                .map(child -> ColumnLayout.flat(child, flatChildren(child)))
                .toList();
    }

    static Vector elements(ListVector v) {
        return Slice.rows(v.elements(), v.offsets()[0], v.offsets()[v.length()] - v.offsets()[0]);
    }

    static Vector keys(MapVector v) {
        return Slice.rows(v.keys(), v.offsets()[0], v.offsets()[v.length()] - v.offsets()[0]);
    }

    static Vector values(MapVector v) {
        return Slice.rows(v.values(), v.offsets()[0], v.offsets()[v.length()] - v.offsets()[0]);
    }
}
