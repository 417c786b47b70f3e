package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellReader;

/// Hashes of the values of a flat vector: those of equal values are equal, in every process. That of null is 0.
@FunctionalInterface
interface ValueHash {
    long of(int row);

    static ValueHash of(Vector flat) {
        ValueHash values = switch (flat) {
            case BytesVector bytes -> row -> ByteHash.of(bytes.data(), bytes.offsets()[row], bytes.offsets()[row + 1]);
            case FixedBytesVector fixed -> {
                int width = fixed.widthBytes();
                yield row -> ByteHash.of(fixed.data(), row * width, (row + 1) * width);
            }
            case ListVector _, MapVector _, StructVector _ -> {
                CellReader reader = CellReader.of(flat);
                yield row -> NestedHash.of(reader.read(row));
            }
            case NullVector _ -> _ -> 0;
            default -> row -> ByteHash.of(LongInterner.key(flat, row));
        };
        return flat.validity().hasNulls() ? row -> flat.isNull(row) ? 0 : values.of(row) : values;
    }
}
