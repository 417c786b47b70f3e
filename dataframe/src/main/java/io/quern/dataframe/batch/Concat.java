package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Appends vectors of one type to each other.
///
/// Constants of an equal value stay a constant, dictionary vectors stay one as [DictionaryConcat] says; every other
/// mixture is written out.
public final class Concat {
    private Concat() {}

    /// Batches of one schema as one batch.
    public static Batch batches(List<Batch> batches) {
        if (batches.size() == 1) {
            return batches.getFirst();
        }
        int length = ArraySize.checked(batches.stream().mapToLong(Batch::length).sum(), "rows");
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < batches.getFirst().columns().size(); i++) {
            int column = i;
            columns.add(vectors(
                    batches.stream().map(batch -> batch.columns().get(column)).toList()));
        }
        return new Batch(batches.getFirst().schema(), length, columns);
    }

    /// @param vectors at least one, all of the same type
    public static Vector vectors(List<Vector> vectors) {
        if (vectors.size() == 1) {
            return vectors.getFirst();
        }
        DataType type = vectors.getFirst().type();
        for (Vector vector : vectors) {
            if (!vector.type().equals(type)) {
                throw new IllegalArgumentException(
                        "vectors of " + type + " and " + vector.type() + " cannot be joined");
            }
        }
        int length =
                ArraySize.checked(vectors.stream().mapToLong(Vector::length).sum(), "rows");
        if (vectors.stream().allMatch(NullVector.class::isInstance)) {
            return new NullVector(type, length);
        }
        if (vectors.stream().allMatch(DictionaryConcat::isEncoded)) {
            Vector encoded = DictionaryConcat.tryConcat(vectors, length);
            if (encoded != null) {
                return encoded;
            }
        }
        return plain(vectors.stream().map(Flatten::top).toList(), length);
    }

    private static Vector plain(List<Vector> vectors, int length) {
        DataType type = vectors.getFirst().type();
        Validity validity = validity(vectors, length);
        return switch (vectors.getFirst()) {
            case BooleanVector _ -> new BooleanVector(type, length, validity, booleans(vectors, length));
            case IntVector _ ->
                new IntVector(
                        type, length, validity, (int[]) join(vectors, new int[length], v -> ((IntVector) v).values()));
            case LongVector _ ->
                new LongVector(type, length, validity, (long[])
                        join(vectors, new long[length], v -> ((LongVector) v).values()));
            case FloatVector _ ->
                new FloatVector(type, length, validity, (float[])
                        join(vectors, new float[length], v -> ((FloatVector) v).values()));
            case DoubleVector _ ->
                new DoubleVector(type, length, validity, (double[])
                        join(vectors, new double[length], v -> ((DoubleVector) v).values()));
            case ObjectVector _ ->
                new ObjectVector(length, (@Nullable Object[])
                        join(vectors, new Object[length], v -> ((ObjectVector) v).values()));
            case FixedBytesVector first -> fixed(vectors, first, length, validity);
            case BytesVector _ -> bytes(vectors, length, validity);
            case ListVector _ -> lists(vectors, length, validity);
            case MapVector _ -> maps(vectors, length, validity);
            case StructVector first -> {
                List<Vector> children = new ArrayList<>();
                for (int i = 0; i < first.children().size(); i++) {
                    int child = i;
                    children.add(vectors(vectors.stream()
                            .map(v -> ((StructVector) v).children().get(child))
                            .toList()));
                }
                yield new StructVector(type, length, validity, children);
            }
            case NullVector _, ConstantVector _, DictionaryVector _ ->
                throw new IllegalStateException("not flat: " + vectors.getFirst());
        };
    }

    /// Copies the first `length()` elements of each vector's array behind each other.
    private static Object join(List<Vector> vectors, Object target, Function<Vector, Object> array) {
        int at = 0;
        for (Vector vector : vectors) {
            System.arraycopy(array.apply(vector), 0, target, at, vector.length());
            at += vector.length();
        }
        return target;
    }

    private static long[] booleans(List<Vector> vectors, int length) {
        long[] words = new long[Validity.words(length)];
        int at = 0;
        for (Vector vector : vectors) {
            Bits.copy(((BooleanVector) vector).words(), 0, words, at, vector.length());
            at += vector.length();
        }
        return words;
    }

    private static Vector fixed(List<Vector> vectors, FixedBytesVector first, int length, Validity validity) {
        int width = first.widthBytes();
        byte[] data = new byte[ArraySize.checked((long) length * width, "bytes")];
        int at = 0;
        for (Vector vector : vectors) {
            int bytes = vector.length() * width;
            System.arraycopy(((FixedBytesVector) vector).data(), 0, data, at, bytes);
            at += bytes;
        }
        return new FixedBytesVector(first.type(), length, validity, width, data);
    }

    private static Vector bytes(List<Vector> vectors, int length, Validity validity) {
        int[] offsets = offsets(vectors, length, v -> ((BytesVector) v).offsets(), "bytes");
        byte[] data = new byte[offsets[length]];
        int at = 0;
        for (Vector vector : vectors) {
            BytesVector v = (BytesVector) vector;
            int first = v.offsets()[0];
            int count = v.offsets()[v.length()] - first;
            System.arraycopy(v.data(), first, data, at, count);
            at += count;
        }
        return new BytesVector(vectors.getFirst().type(), length, validity, data, offsets);
    }

    private static Vector lists(List<Vector> vectors, int length, Validity validity) {
        int[] offsets = offsets(vectors, length, v -> ((ListVector) v).offsets(), "list elements");
        List<Vector> elements = vectors.stream()
                .map(v -> used(((ListVector) v).elements(), ((ListVector) v).offsets(), v.length()))
                .toList();
        return new ListVector(vectors.getFirst().type(), length, validity, offsets, vectors(elements));
    }

    private static Vector maps(List<Vector> vectors, int length, Validity validity) {
        int[] offsets = offsets(vectors, length, v -> ((MapVector) v).offsets(), "map entries");
        List<Vector> keys = vectors.stream()
                .map(v -> used(((MapVector) v).keys(), ((MapVector) v).offsets(), v.length()))
                .toList();
        List<Vector> values = vectors.stream()
                .map(v -> used(((MapVector) v).values(), ((MapVector) v).offsets(), v.length()))
                .toList();
        return new MapVector(vectors.getFirst().type(), length, validity, offsets, vectors(keys), vectors(values));
    }

    private static Vector used(Vector elements, int[] offsets, int length) {
        return Slice.rows(elements, offsets[0], offsets[length] - offsets[0]);
    }

    private static int[] offsets(List<Vector> vectors, int length, Function<Vector, int[]> of, String what) {
        int[] joined = new int[length + 1];
        int row = 0;
        long base = 0;
        for (Vector vector : vectors) {
            int[] offsets = of.apply(vector);
            for (int i = 1; i <= vector.length(); i++) {
                joined[row + i] = ArraySize.checked(base + offsets[i] - offsets[0], what);
            }
            row += vector.length();
            base += offsets[vector.length()] - offsets[0];
        }
        return joined;
    }

    static Validity validity(List<Vector> vectors, int length) {
        if (vectors.stream().noneMatch(v -> v.validity().hasNulls())) {
            return Validity.ALL;
        }
        long[] words = new long[Validity.words(length)];
        int at = 0;
        for (Vector vector : vectors) {
            Validity validity = vector.validity();
            if (validity.hasNulls()) {
                Bits.copy(validity.words(), 0, words, at, vector.length());
            } else {
                Bits.fill(words, at, vector.length());
            }
            at += vector.length();
        }
        return Validity.of(words, length);
    }
}
