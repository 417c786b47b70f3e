package io.quern.dataframe.json;

import io.quern.core.task.Reservation;
import java.util.Arrays;

/// Values of a dictionary as JSON, each formatted once, when it is first met.
final class JsonEntries implements JsonCells {
    private static final int NOT_YET = -1;
    private static final int CAPACITY = 1024;
    private static final long ENTRY_BYTES = 2 * Integer.BYTES;

    private final JsonCells values;
    private final Reservation memory;
    private final JsonBuffer texts;
    private final int[] starts;
    private final int[] ends;

    /// @param memory counts them until [#close]
    JsonEntries(JsonCells values, int count, Reservation memory) {
        this.values = values;
        this.memory = memory;
        memory.grow(ENTRY_BYTES * count);
        this.texts = new JsonBuffer(CAPACITY, memory);
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

    /// They are used no more.
    void close() {
        memory.shrink(ENTRY_BYTES * starts.length + texts.capacity());
    }
}
