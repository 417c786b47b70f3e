package io.quern.dataframe.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts a run of rows out of vectors. Dictionaries are shared; text is shared when the slice has at least half of its
/// bytes, else copied, so that a few rows do not keep a large batch in memory.
public final class Slice {
    /// Rows of a batch that whoever reads it next likes.
    public static final int PIECE_ROWS_MAX = 16_384;

    private Slice() {}

    /// All rows, in batches of at most [#PIECE_ROWS_MAX].
    public static List<Batch> pieces(Batch batch) {
        List<Batch> pieces = new ArrayList<>();
        for (int from = 0; from < batch.length(); from += PIECE_ROWS_MAX) {
            pieces.add(rows(batch, from, Math.min(PIECE_ROWS_MAX, batch.length() - from)));
        }
        return pieces;
    }

    public static Batch rows(Batch batch, int from, int count) {
        if (from == 0 && count == batch.length()) {
            return batch;
        }
        List<Vector> columns = new ArrayList<>(batch.columns().size());
        for (Vector column : batch.columns()) {
            columns.add(rows(column, from, count));
        }
        return new Batch(batch.schema(), count, columns);
    }

    public static Vector rows(Vector vector, int from, int count) {
        if (from < 0 || count < 0 || from > vector.length() - count) {
            throw new IndexOutOfBoundsException(
                    "rows " + from + " to " + ((long) from + count) + " of a vector of " + vector.length());
        }
        if (from == 0 && count == vector.length()) {
            return vector;
        }
        int to = from + count;
        return switch (vector) {
            case NullVector none -> new NullVector(none.type(), count);
            case ConstantVector constant -> new ConstantVector(constant.value(), count);
            case DictionaryVector codes ->
                new DictionaryVector(
                        count,
                        validity(codes.validity(), from, count),
                        Arrays.copyOfRange(codes.codes(), from, to),
                        codes.dictionary());
            case ObjectVector objects -> new ObjectVector(count, Arrays.copyOfRange(objects.values(), from, to));
            case BooleanVector v ->
                new BooleanVector(v.type(), count, validity(v.validity(), from, count), bits(v.words(), from, count));
            case IntVector v ->
                new IntVector(
                        v.type(), count, validity(v.validity(), from, count), Arrays.copyOfRange(v.values(), from, to));
            case LongVector v ->
                new LongVector(
                        v.type(), count, validity(v.validity(), from, count), Arrays.copyOfRange(v.values(), from, to));
            case FloatVector v ->
                new FloatVector(
                        v.type(), count, validity(v.validity(), from, count), Arrays.copyOfRange(v.values(), from, to));
            case DoubleVector v ->
                new DoubleVector(
                        v.type(), count, validity(v.validity(), from, count), Arrays.copyOfRange(v.values(), from, to));
            case FixedBytesVector v ->
                new FixedBytesVector(
                        v.type(),
                        count,
                        validity(v.validity(), from, count),
                        v.widthBytes(),
                        Arrays.copyOfRange(v.data(), from * v.widthBytes(), to * v.widthBytes()));
            case BytesVector v -> bytes(v, from, count);
            case ListVector v -> {
                int first = v.offsets()[from];
                int elements = v.offsets()[to] - first;
                yield new ListVector(
                        v.type(),
                        count,
                        validity(v.validity(), from, count),
                        offsets(v.offsets(), from, count, first),
                        rows(v.elements(), first, elements));
            }
            case MapVector v -> {
                int first = v.offsets()[from];
                int entries = v.offsets()[to] - first;
                yield new MapVector(
                        v.type(),
                        count,
                        validity(v.validity(), from, count),
                        offsets(v.offsets(), from, count, first),
                        rows(v.keys(), first, entries),
                        rows(v.values(), first, entries));
            }
            case StructVector v -> {
                List<Vector> children = new ArrayList<>(v.children().size());
                for (Vector child : v.children()) {
                    children.add(rows(child, from, count));
                }
                yield new StructVector(v.type(), count, validity(v.validity(), from, count), children);
            }
        };
    }

    private static Vector bytes(BytesVector v, int from, int count) {
        int first = v.offsets()[from];
        int last = v.offsets()[from + count];
        Validity validity = validity(v.validity(), from, count);
        if (last - first >= v.data().length / 2) {
            return new BytesVector(
                    v.type(), count, validity, v.data(), Arrays.copyOfRange(v.offsets(), from, from + count + 1));
        }
        return new BytesVector(
                v.type(),
                count,
                validity,
                Arrays.copyOfRange(v.data(), first, last),
                offsets(v.offsets(), from, count, first));
    }

    private static int[] offsets(int[] offsets, int from, int count, int base) {
        int[] moved = new int[count + 1];
        for (int i = 0; i <= count; i++) {
            moved[i] = offsets[from + i] - base;
        }
        return moved;
    }

    private static Validity validity(Validity validity, int from, int count) {
        return validity.hasNulls() ? Validity.of(bits(validity.words(), from, count), count) : Validity.ALL;
    }

    private static long[] bits(long[] words, int from, int count) {
        long[] cut = new long[Validity.words(count)];
        Bits.copy(words, from, cut, 0, count);
        return cut;
    }
}
