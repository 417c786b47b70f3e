package io.quern.dataframe.arrow;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.ObjectVector;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType.IntegerType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Nodes and buffers of one record batch, collected from vectors in the order of the layouts, and the dictionaries that
/// they refer to.
///
/// The body is the buffers behind each other, each padded to 8 bytes. A vector without nulls has an empty validity
/// buffer.
final class RecordBody {
    private final StreamPlan plan;
    private final ObjectCells objects;
    private final List<Long> nodes = new ArrayList<>();
    private final List<BodyBuffer> buffers = new ArrayList<>();
    private final Map<Long, DictionaryUse> dictionaries = new LinkedHashMap<>();
    private long bytes;

    RecordBody(StreamPlan plan, ObjectCells objects) {
        this.plan = plan;
        this.objects = objects;
    }

    /// A dictionary that must have been sent before this batch.
    ///
    /// @param identity tells whether it is the one sent last
    record DictionaryUse(ColumnLayout layout, Vector identity, Vector entries) {}

    /// One buffer of the body.
    record BodyBuffer(long bytes, Content content) {
        @FunctionalInterface
        interface Content {
            void writeTo(LittleEndianOutput out) throws IOException;
        }

        int padding() {
            return (int) (-bytes & 7);
        }
    }

    long bytes() {
        return bytes;
    }

    Map<Long, DictionaryUse> dictionaries() {
        return dictionaries;
    }

    /// The table of the format's `RecordBatch`.
    int write(FlatWriter out, int length) {
        long[] extents = new long[buffers.size() * 2];
        long offset = 0;
        for (int i = 0; i < buffers.size(); i++) {
            extents[2 * i] = offset;
            extents[2 * i + 1] = buffers.get(i).bytes();
            offset += buffers.get(i).bytes() + buffers.get(i).padding();
        }
        int buffersAt = out.pairs(extents);
        int nodesAt = out.pairs(nodes.stream().mapToLong(Long::longValue).toArray());
        out.startTable(4);
        out.longSlot(0, length);
        out.referenceSlot(1, nodesAt);
        out.referenceSlot(2, buffersAt);
        return out.endTable();
    }

    void writeBody(LittleEndianOutput out) throws IOException {
        for (BodyBuffer buffer : buffers) {
            buffer.content().writeTo(out);
            out.zeros(buffer.padding());
        }
    }

    void add(ColumnLayout layout, Vector vector) throws IOException {
        if (layout.isDictionary()) {
            addCodes(layout, vector);
        } else {
            addFlat(layout, Flatten.top(vector));
        }
    }

    private void addCodes(ColumnLayout layout, Vector vector) {
        int length = vector.length();
        int[] codes = switch (vector) {
            case DictionaryVector v -> {
                CompactDictionary sent = plan.dictionary(layout, v.dictionary());
                use(layout, v.dictionary(), sent.entries());
                yield sent.codes(v);
            }
            case ConstantVector v -> {
                use(layout, v.value(), Flatten.vector(v.value()));
                yield new int[length];
            }
            case NullVector v -> {
                use(layout, v, Flatten.vector(new NullVector(v.type(), 1)));
                yield new int[length];
            }
            default -> {
                use(layout, vector, Flatten.vector(vector));
                int[] rows = new int[length];
                Arrays.setAll(rows, i -> i);
                yield rows;
            }
        };
        // Nulls of a flat vector are null entries of the dictionary that it makes.
        boolean saysNulls = vector instanceof DictionaryVector || vector instanceof NullVector;
        addNode(length, saysNulls ? vector.validity() : Validity.ALL);
        add((long) length * (layout.indexBits() / 8), out -> out.narrow(codes, length, layout.indexBits()));
    }

    private void use(ColumnLayout layout, Vector identity, Vector entries) {
        dictionaries.put(layout.dictionaryId(), new DictionaryUse(layout, identity, entries));
    }

    private void addFlat(ColumnLayout layout, Vector vector) throws IOException {
        int length = vector.length();
        if (vector instanceof NullVector) {
            nodes.add((long) length);
            nodes.add((long) length);
            return;
        }
        addNode(length, vector.validity());
        switch (vector) {
            case BooleanVector v -> add((length + 7L) / 8, out -> out.bits(v.words(), length));
            case IntVector v -> {
                int bits = v.type() instanceof IntegerType integer ? integer.bits() : 32;
                add((long) length * (bits / 8), out -> out.narrow(v.values(), length, bits));
            }
            case LongVector v
            when v.type() instanceof IntegerType integer && integer.bits() == 32 ->
                add(length * 4L, out -> out.narrow(v.values(), length));
            case LongVector v -> add(length * 8L, out -> out.longs(v.values(), length));
            case FloatVector v -> add(length * 4L, out -> out.floats(v.values(), length));
            case DoubleVector v -> add(length * 8L, out -> out.doubles(v.values(), length));
            case FixedBytesVector v -> {
                int size = length * v.widthBytes();
                add(size, out -> out.bytes(v.data(), 0, size));
            }
            case BytesVector v -> addBytes(v);
            case ObjectVector v -> addBytes(objects.toBytes(v));
            case ListVector v -> {
                addOffsets(v.offsets(), length);
                add(layout.children().getFirst(), StreamPlan.elements(v));
            }
            case MapVector v -> {
                addOffsets(v.offsets(), length);
                addNode(v.offsets()[length] - v.offsets()[0], Validity.ALL);
                add(layout.children().get(0), StreamPlan.keys(v));
                add(layout.children().get(1), StreamPlan.values(v));
            }
            case StructVector v -> {
                for (int i = 0; i < v.children().size(); i++) {
                    add(layout.children().get(i), v.children().get(i));
                }
            }
            case NullVector _, ConstantVector _, DictionaryVector _ ->
                throw new IllegalStateException("not flat: " + vector);
        }
    }

    private void addBytes(BytesVector v) {
        int first = v.offsets()[0];
        int size = v.offsets()[v.length()] - first;
        addOffsets(v.offsets(), v.length());
        add(size, out -> out.bytes(v.data(), first, size));
    }

    private void addOffsets(int[] offsets, int length) {
        add((length + 1) * 4L, out -> out.offsets(offsets, length + 1));
    }

    private void addNode(int length, Validity validity) {
        nodes.add((long) length);
        nodes.add((long) validity.nullCount());
        if (validity.hasNulls()) {
            add((length + 7L) / 8, out -> out.bits(validity.words(), length));
        } else {
            add(0, _ -> {});
        }
    }

    private void add(long size, BodyBuffer.Content content) {
        BodyBuffer buffer = new BodyBuffer(size, content);
        buffers.add(buffer);
        bytes += size + buffer.padding();
    }
}
