package io.quern.dataframe.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads one table of a FlatBuffers message; every position is checked against the message.
final class FlatTable {
    private final ByteBuffer bytes;
    private final int position;
    private final int slotTable;
    private final int slotTableBytes;

    private FlatTable(ByteBuffer bytes, long position) throws IOException {
        this.bytes = bytes;
        this.position = checked(bytes, position, 4);
        this.slotTable = checked(bytes, position - (long) bytes.getInt(this.position), 4);
        this.slotTableBytes = Short.toUnsignedInt(bytes.getShort(slotTable));
        checked(bytes, slotTable, slotTableBytes);
    }

    static FlatTable root(byte[] message) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        return new FlatTable(bytes, Integer.toUnsignedLong(bytes.getInt(checked(bytes, 0, 4))));
    }

    private static int checked(ByteBuffer bytes, long position, int size) throws IOException {
        if (position < 0 || position + size > bytes.limit()) {
            throw new DamagedStreamException("its metadata of " + bytes.limit() + " bytes refers to bytes " + position
                    + " to " + (position + size));
        }
        return (int) position;
    }

    /// Where the field of that slot is, or 0 if the table has none.
    private int field(int slot, int size) throws IOException {
        int entry = 4 + 2 * slot;
        if (entry + 2 > slotTableBytes) {
            return 0;
        }
        int offset = Short.toUnsignedInt(bytes.getShort(slotTable + entry));
        return offset == 0 ? 0 : checked(bytes, (long) position + offset, size);
    }

    int byteAt(int slot, int otherwise) throws IOException {
        int at = field(slot, 1);
        return at == 0 ? otherwise : bytes.get(at) & 0xFF;
    }

    boolean boolAt(int slot) throws IOException {
        return byteAt(slot, 0) != 0;
    }

    int shortAt(int slot, int otherwise) throws IOException {
        int at = field(slot, 2);
        return at == 0 ? otherwise : bytes.getShort(at);
    }

    int intAt(int slot, int otherwise) throws IOException {
        int at = field(slot, 4);
        return at == 0 ? otherwise : bytes.getInt(at);
    }

    long longAt(int slot, long otherwise) throws IOException {
        int at = field(slot, 8);
        return at == 0 ? otherwise : bytes.getLong(at);
    }

    @Nullable
    FlatTable tableAt(int slot) throws IOException {
        int at = field(slot, 4);
        return at == 0 ? null : new FlatTable(bytes, at + Integer.toUnsignedLong(bytes.getInt(at)));
    }

    /// The table, which must be there.
    FlatTable table(int slot, String what) throws IOException {
        FlatTable table = tableAt(slot);
        if (table == null) {
            throw new DamagedStreamException("its metadata has no " + what);
        }
        return table;
    }

    @Nullable
    String stringAt(int slot) throws IOException {
        int at = field(slot, 4);
        if (at == 0) {
            return null;
        }
        int start = vector(at);
        int length = count(start, 1);
        byte[] utf8 = new byte[length];
        bytes.get(start + 4, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /// Elements of a vector of tables.
    int tableCount(int slot) throws IOException {
        int at = field(slot, 4);
        return at == 0 ? 0 : count(vector(at), 4);
    }

    FlatTable tableAt(int slot, int index) throws IOException {
        int entry = vector(field(slot, 4)) + 4 + index * 4;
        return new FlatTable(bytes, entry + Integer.toUnsignedLong(bytes.getInt(entry)));
    }

    /// A vector of structs of two longs each, behind each other.
    long[] pairs(int slot) throws IOException {
        int at = field(slot, 4);
        if (at == 0) {
            return new long[0];
        }
        int start = vector(at);
        long[] values = new long[2 * count(start, 16)];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getLong(start + 4 + i * 8);
        }
        return values;
    }

    private int vector(int at) throws IOException {
        return checked(bytes, at + Integer.toUnsignedLong(bytes.getInt(at)), 4);
    }

    private int count(int start, int elementBytes) throws IOException {
        long count = Integer.toUnsignedLong(bytes.getInt(start));
        if (count > bytes.limit() / elementBytes) {
            throw new DamagedStreamException(
                    "its metadata of " + bytes.limit() + " bytes announces " + count + " elements");
        }
        checked(bytes, start + 4L, (int) count * elementBytes);
        return (int) count;
    }
}
