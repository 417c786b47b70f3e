package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType.NullType;

/// Tells what rows take once dictionaries and constants are written out ([Flatten]), without doing it: so much can
/// be made of few bytes. Bits of nulls are not counted.
public final class FlatBytes {
    private FlatBytes() {}

    public static long of(Batch batch) {
        long bytes = 0;
        for (Vector column : batch.columns()) {
            bytes += of(column, 0, column.length());
        }
        return bytes;
    }

    /// Of rows `from` up to, not including, `to`.
    public static long of(Vector vector, int from, int to) {
        long rows = (long) to - from;
        return switch (vector) {
            case BooleanVector _ -> (rows + 7) / 8;
            case IntVector _, FloatVector _ -> rows * 4;
            case LongVector _, DoubleVector _ -> rows * 8;
            case FixedBytesVector fixed -> rows * fixed.widthBytes();
            case BytesVector bytes -> rows * 4 + bytes.offsets()[to] - bytes.offsets()[from];
            case ListVector lists -> rows * 4 + of(lists.elements(), lists.offsets()[from], lists.offsets()[to]);
            case MapVector maps ->
                rows * 4
                        + of(maps.keys(), maps.offsets()[from], maps.offsets()[to])
                        + of(maps.values(), maps.offsets()[from], maps.offsets()[to]);
            case StructVector structs -> {
                long bytes = 0;
                for (Vector child : structs.children()) {
                    bytes += of(child, from, to);
                }
                yield bytes;
            }
            case ObjectVector objects -> rows == 0 ? 0 : objects.retainedBytes() / objects.values().length * rows;
            case ConstantVector constant -> rows * of(constant.value(), 0, 1);
            case NullVector none ->
                none.type() instanceof NullType || rows == 0 ? 0 : rows * of(Nulls.of(none.type(), 1), 0, 1);
            case DictionaryVector codes -> ofCodes(codes, from, to);
        };
    }

    private static long ofCodes(DictionaryVector codes, int from, int to) {
        boolean hasNulls = codes.validity().hasNulls();
        long bytes = 0;
        for (int row = from; row < to; row++) {
            if (!hasNulls || codes.validity().isValid(row)) {
                int code = codes.codes()[row];
                bytes += of(codes.dictionary(), code, code + 1);
            }
        }
        return bytes;
    }
}
