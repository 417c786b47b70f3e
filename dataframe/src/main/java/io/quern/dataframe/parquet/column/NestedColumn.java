package io.quern.dataframe.parquet.column;

import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.page.PageReading;
import io.quern.dataframe.parquet.schema.Node;
import io.quern.dataframe.type.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A column of lists, maps, structs, and whatever they hold, put together from the levels of its leaves.
///
/// A node's vector has a row a *place*: a row of the batch, or an element of the innermost list around it.
/// Whether a place is null, and where a list begins and ends, is in the levels of any leaf below; the first one
/// is asked.
public final class NestedColumn implements ColumnReader {
    private final Node node;
    private final DataType type;
    private final Map<Integer, LeafLevels> leaves = new HashMap<>();
    private final Map<Integer, LevelBatch> batches = new HashMap<>();

    /// @param chunks of the leaves below the node
    /// @param type the node's, or with times of other units in it
    public NestedColumn(Node node, DataType type, List<ChunkBytes> chunks, PageReading reading) {
        this.node = node;
        this.type = type;
        Map<Integer, DataType> leafTypes = new HashMap<>();
        collectTypes(node, type, leafTypes);
        for (ChunkBytes chunk : chunks) {
            Node.Leaf leaf = chunk.leaf();
            DataType leafType =
                    leafTypes.getOrDefault(leaf.index(), leaf.field().type());
            leaves.put(leaf.index(), new LeafLevels(chunk, leafType, reading));
        }
    }

    private static void collectTypes(Node node, DataType type, Map<Integer, DataType> types) {
        switch (node) {
            case Node.Leaf leaf -> types.put(leaf.index(), type);
            case Node.Listing list ->
                collectTypes(
                        list.element(), ((DataType.ListType) type).element().type(), types);
            case Node.Mapping map -> {
                collectTypes(map.key(), ((DataType.MapType) type).key().type(), types);
                collectTypes(map.value(), ((DataType.MapType) type).value().type(), types);
            }
            case Node.Group group -> {
                for (int i = 0; i < group.members().size(); i++) {
                    DataType member =
                            ((DataType.StructType) type).fields().get(i).type();
                    collectTypes(group.members().get(i), member, types);
                }
            }
        }
    }

    @Override
    public int ready(int rowsMax) {
        int rows = rowsMax;
        for (LeafLevels leaf : leaves.values()) {
            rows = Math.min(rows, leaf.ready(rows));
        }
        return rows;
    }

    @Override
    public boolean isAtEnd() {
        return leaves.values().stream().allMatch(LeafLevels::isAtEnd);
    }

    @Override
    public Vector read(int rows) {
        leaves.forEach((index, leaf) -> batches.put(index, leaf.batch(rows)));
        Vector vector = vector(node, type, 0, 0);
        leaves.forEach((index, leaf) -> leaf.drop(rows, batch(index).entries()));
        return vector;
    }

    /// @param repetition of the innermost list around the node, 0 outside of lists
    /// @param definition from which a place is there
    private Vector vector(Node part, DataType partType, int repetition, int definition) {
        return switch (part) {
            case Node.Leaf leaf -> leaf(leaf, repetition, definition);
            case Node.Group group -> struct(group, (DataType.StructType) partType, repetition, definition);
            case Node.Listing list -> list(list, (DataType.ListType) partType, repetition, definition);
            case Node.Mapping map -> map(map, (DataType.MapType) partType, repetition, definition);
        };
    }

    private Vector leaf(Node.Leaf leaf, int repetition, int definition) {
        LevelBatch batch = batch(leaf.index());
        int places = batch.places(repetition, definition);
        LeafLevels levels = leaves.get(leaf.index());
        if (levels == null) {
            throw new IllegalStateException("no chunk of " + leaf.path());
        }
        return levels.takeValues(places, validity(batch, places, repetition, definition, leaf.definition()));
    }

    private Vector struct(Node.Group group, DataType.StructType groupType, int repetition, int definition) {
        LevelBatch batch = firstBatch(group);
        int places = batch.places(repetition, definition);
        List<Vector> members = new ArrayList<>();
        for (int i = 0; i < group.members().size(); i++) {
            DataType memberType = groupType.fields().get(i).type();
            Vector member = vector(group.members().get(i), memberType, repetition, definition);
            checkLength(group, member.length(), places);
            members.add(member);
        }
        return new StructVector(
                groupType, places, validity(batch, places, repetition, definition, group.definition()), members);
    }

    private Vector list(Node.Listing list, DataType.ListType listType, int repetition, int definition) {
        LevelBatch batch = firstBatch(list);
        int[] offsets = offsets(batch, repetition, definition, list.repetition(), list.elementDefinition());
        int places = offsets.length - 1;
        Vector elements =
                vector(list.element(), listType.element().type(), list.repetition(), list.elementDefinition());
        checkLength(list, elements.length(), offsets[places]);
        Validity validity = validity(batch, places, repetition, definition, list.definition());
        return new ListVector(listType, places, validity, offsets, elements);
    }

    private Vector map(Node.Mapping map, DataType.MapType mapType, int repetition, int definition) {
        LevelBatch batch = firstBatch(map);
        int[] offsets = offsets(batch, repetition, definition, map.repetition(), map.elementDefinition());
        int places = offsets.length - 1;
        Vector keys = vector(map.key(), mapType.key().type(), map.repetition(), map.elementDefinition());
        Vector values = vector(map.value(), mapType.value().type(), map.repetition(), map.elementDefinition());
        checkLength(map, keys.length(), offsets[places]);
        checkLength(map, values.length(), offsets[places]);
        Validity validity = validity(batch, places, repetition, definition, map.definition());
        return new MapVector(mapType, places, validity, offsets, keys, values);
    }

    private static Validity validity(LevelBatch batch, int places, int repetition, int definition, int valid) {
        if (valid == definition) {
            return Validity.ALL;
        }
        long[] words = new long[Validity.words(places)];
        int place = 0;
        for (int i = 0; i < batch.entries(); i++) {
            if (batch.isPlace(i, repetition, definition)) {
                words[place >>> 6] |= (batch.definitions()[i] >= valid ? 1L : 0L) << place;
                place++;
            }
        }
        return Validity.of(words, places);
    }

    private static int[] offsets(
            LevelBatch batch, int repetition, int definition, int elementRepetition, int elementDefinition) {
        int[] offsets = new int[batch.places(repetition, definition) + 1];
        int place = 0;
        int elements = 0;
        for (int i = 0; i < batch.entries(); i++) {
            if (batch.isPlace(i, repetition, definition)) {
                offsets[place++] = elements;
            }
            if (batch.isPlace(i, elementRepetition, elementDefinition)) {
                elements++;
            }
        }
        offsets[place] = elements;
        return offsets;
    }

    private static void checkLength(Node part, int length, int wanted) {
        if (length != wanted) {
            throw new MalformedException("the columns of '" + part.field().name() + "' do not agree: one has " + length
                    + " places, another " + wanted);
        }
    }

    private LevelBatch firstBatch(Node part) {
        return batch(firstLeaf(part).index());
    }

    private static Node.Leaf firstLeaf(Node part) {
        return switch (part) {
            case Node.Leaf leaf -> leaf;
            case Node.Listing list -> firstLeaf(list.element());
            case Node.Mapping map -> firstLeaf(map.key());
            case Node.Group group -> firstLeaf(group.members().getFirst());
        };
    }

    private LevelBatch batch(int index) {
        LevelBatch batch = batches.get(index);
        if (batch == null) {
            throw new IllegalStateException("no entries of leaf " + index);
        }
        return batch;
    }
}
