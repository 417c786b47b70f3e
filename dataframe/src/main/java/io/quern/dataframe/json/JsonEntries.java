package io.quern.dataframe.json;

import java.util.Arrays;

/// Values of a dictionary as JSON, each formatted once, when it is first met.
final class JsonEntries implements JsonCells {
    private static final int NOT_YET = -1;
    private static final int CAPACITY = 1024;

    private final JsonCells values;
    private final JsonBuffer texts = new JsonBuffer(CAPACITY);
    private final int[] starts;
    private final int[] ends;

    JsonEntries(JsonCells values, int count) {
        this.values = values;
        this.starts = new int[count];
        this.ends = new int[count];
        Arrays.fill(starts, NOT_YET);
    }

    @Override
    public void write(int entry, JsonBuffer out) {
        if (starts[entry] == NOT_YET) {
            int start = texts.length();
            values.write(entry, texts);
            starts[entry] = start;
            ends[entry] = texts.length();
        }
        out.put(texts.bytes(), starts[entry], ends[entry] - starts[entry]);
    }
}
