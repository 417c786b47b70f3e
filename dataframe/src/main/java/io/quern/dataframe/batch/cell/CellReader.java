package io.quern.dataframe.batch.cell;

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
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.StructType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the values of one vector as Java objects. Made once a vector; for one thread.
@FunctionalInterface
public interface CellReader {
    /// The value of a row, or null.
    @Nullable
    Object read(int row);

    static CellReader of(Vector vector) {
        return switch (vector) {
            case NullVector _ -> _ -> null;
            case BooleanVector v -> nullable(v, row -> (v.words()[row >>> 6] >>> row & 1) != 0);
            case IntVector v -> nullable(v, NumberCells.of(v));
            case LongVector v -> nullable(v, NumberCells.of(v));
            case FloatVector v -> nullable(v, row -> v.values()[row]);
            case DoubleVector v -> nullable(v, row -> v.values()[row]);
            case BytesVector v -> nullable(v, bytes(v));
            case FixedBytesVector v -> nullable(v, fixed(v));
            case ListVector v -> nullable(v, list(v));
            case MapVector v -> nullable(v, map(v));
            case StructVector v -> nullable(v, struct(v));
            case ObjectVector v -> row -> v.values()[row];
            case ConstantVector v -> {
                Object value = of(v.value()).read(0);
                yield _ -> value;
            }
            case DictionaryVector v -> dictionary(v);
        };
    }

    private static CellReader nullable(Vector vector, CellReader values) {
        return vector.validity().hasNulls() ? row -> vector.isNull(row) ? null : values.read(row) : values;
    }

    private static CellReader bytes(BytesVector v) {
        int[] offsets = v.offsets();
        return v.type() instanceof StringType
                ? row -> new String(v.data(), offsets[row], offsets[row + 1] - offsets[row], StandardCharsets.UTF_8)
                : row -> Arrays.copyOfRange(v.data(), offsets[row], offsets[row + 1]);
    }

    private static CellReader fixed(FixedBytesVector v) {
        int width = v.widthBytes();
        if (!(v.type() instanceof DecimalType decimal)) {
            return row -> Arrays.copyOfRange(v.data(), row * width, (row + 1) * width);
        }
        return row -> {
            byte[] bigEndian = new byte[width];
            for (int i = 0; i < width; i++) {
                bigEndian[i] = v.data()[(row + 1) * width - 1 - i];
            }
            return new BigDecimal(new BigInteger(bigEndian), decimal.scale());
        };
    }

    private static CellReader list(ListVector v) {
        CellReader elements = of(v.elements());
        return row -> {
            int end = v.offsets()[row + 1];
            List<@Nullable Object> list = new ArrayList<>(end - v.offsets()[row]);
            for (int i = v.offsets()[row]; i < end; i++) {
                list.add(elements.read(i));
            }
            return Collections.unmodifiableList(list);
        };
    }

    private static CellReader map(MapVector v) {
        CellReader keys = of(v.keys());
        CellReader values = of(v.values());
        return row -> {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = v.offsets()[row]; i < v.offsets()[row + 1]; i++) {
                map.put(keys.read(i), values.read(i));
            }
            return Collections.unmodifiableMap(map);
        };
    }

    private static CellReader struct(StructVector v) {
        List<String> names = ((StructType) v.type())
                .fields().stream().map(field -> field.name()).toList();
        List<CellReader> children = v.children().stream().map(CellReader::of).toList();
        return row -> {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                members.put(names.get(i), children.get(i).read(row));
            }
            return Collections.unmodifiableMap(members);
        };
    }

    /// Reads each entry once, when it is first met.
    private static CellReader dictionary(DictionaryVector v) {
        CellReader entries = of(v.dictionary());
        @Nullable Object[] known = new Object[v.dictionary().length()];
        return row -> {
            if (v.validity().isNull(row)) {
                return null;
            }
            int code = v.codes()[row];
            Object value = known[code];
            if (value == null) {
                value = entries.read(code);
                known[code] = value;
            }
            return value;
        };
    }
}
