package io.quern.dataframe.json;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.builder.BytesVectorBuilder;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.StringType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Maps as objects with their members in the order of the bytes of their keys, so that equal maps give equal lines.
///
/// Over a dictionary of keys the order of the entries is found once, and so is each `"key":`.
final class JsonMap implements JsonCells {
    private static final int INSERTION_MAX = 16;

    private final int[] offsets;
    private final int[] keyRanks;
    private final int[] codes;
    private final JsonEntries keyTexts;
    private final JsonCells values;

    private JsonMap(int[] offsets, int[] codes, BytesVector keys, JsonCells values, JsonFormats formats) {
        this.offsets = offsets;
        this.codes = codes;
        this.keyRanks = ranks(keys);
        this.keyTexts = formats.ofBatch((entry, out) -> writeKey(keys, entry, out), keys.length());
        this.values = values;
    }

    static JsonMap of(MapVector maps, JsonCells values, JsonFormats formats) {
        if (maps.keys() instanceof DictionaryVector keys && !keys.validity().hasNulls()) {
            return new JsonMap(maps.offsets(), keys.codes(), texts(keys.dictionary()), values, formats);
        }
        Vector keys = Flatten.vector(maps.keys());
        int[] same = new int[keys.length()];
        Arrays.setAll(same, i -> i);
        return new JsonMap(maps.offsets(), same, texts(keys), values, formats);
    }

    /// Keys of any type as text; a null key, which a map should not have, is the text null.
    private static BytesVector texts(Vector keys) {
        if (keys instanceof BytesVector text
                && keys.type() instanceof StringType
                && !keys.validity().hasNulls()) {
            return text;
        }
        JsonCells format = new JsonFormats(Reservation.unbounded()).of(keys);
        BytesVectorBuilder texts = new BytesVectorBuilder(DataType.STRING, keys.length());
        JsonBuffer text = new JsonBuffer(64);
        for (int i = 0; i < keys.length(); i++) {
            if (keys instanceof BytesVector bytes && keys.type() instanceof StringType && !keys.isNull(i)) {
                texts.append(bytes, i);
                continue;
            }
            int start = text.length();
            format.write(i, text);
            String json = new String(text.bytes(), start, text.length() - start, StandardCharsets.UTF_8);
            texts.append(json.startsWith("\"") ? json.substring(1, json.length() - 1) : json);
        }
        return texts.build();
    }

    private static void writeKey(BytesVector keys, int entry, JsonBuffer out) {
        JsonText.write(keys.data(), keys.offsets()[entry], keys.offsets()[entry + 1], out);
        out.put(':');
    }

    private static int[] ranks(BytesVector keys) {
        int[] order = IntStream.range(0, keys.length())
                .boxed()
                .sorted((a, b) -> compare(keys, a, b))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] ranks = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            ranks[order[i]] = i;
        }
        return ranks;
    }

    private static int compare(BytesVector keys, int a, int b) {
        int[] offsets = keys.offsets();
        return Arrays.compareUnsigned(keys.data(), offsets[a], offsets[a + 1], keys.data(), offsets[b], offsets[b + 1]);
    }

    @Override
    public void write(int row, JsonBuffer out) {
        int first = offsets[row];
        int count = offsets[row + 1] - first;
        // Rank of the key above, place in the row below.
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            order[i] = (long) keyRanks[codes[first + i]] << 32 | i;
        }
        sort(order);
        out.put('{');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.put(',');
            }
            int entry = first + (int) order[i];
            keyTexts.write(codes[entry], out);
            values.write(entry, out);
        }
        out.put('}');
    }

    private static void sort(long[] order) {
        if (order.length > INSERTION_MAX) {
            Arrays.sort(order);
            return;
        }
        for (int i = 1; i < order.length; i++) {
            long moved = order[i];
            int at = i;
            for (; at > 0 && order[at - 1] > moved; at--) {
                order[at] = order[at - 1];
            }
            order[at] = moved;
        }
    }
}
