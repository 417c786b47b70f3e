package io.quern.dataframe.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes one FlatBuffers message, from its end to its beginning, as the format wants: what is referred to is written
/// before what refers to it. Positions are bytes from the end.
///
/// Source: FlatBuffers internals, flatbuffers.dev.
final class FlatWriter {
    private ByteBuffer buffer = allocate(1024);
    private int head = buffer.capacity();
    private int alignmentMax = 1;
    private int[] slots = new int[0];
    private int tableEnd;

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return buffer.capacity() - head;
    }

    /// Makes room so that after `following` bytes the position is a multiple of `alignment`.
    private void align(int alignment, int following) {
        alignmentMax = Math.max(alignmentMax, alignment);
        int padding = -(position() + following) & (alignment - 1);
        int needed = padding + following;
        if (head < needed) {
            grow(needed);
        }
        for (int i = 0; i < padding; i++) {
            buffer.put(--head, (byte) 0);
        }
    }

    private void grow(int needed) {
        int used = position();
        ByteBuffer larger = allocate(Math.max(buffer.capacity() * 2, used + needed));
        larger.put(larger.capacity() - used, buffer, head, used);
        head = larger.capacity() - used;
        buffer = larger;
    }

    private void putByte(int value) {
        align(1, 1);
        buffer.put(--head, (byte) value);
    }

    private void putShort(int value) {
        align(2, 2);
        head -= 2;
        buffer.putShort(head, (short) value);
    }

    private void putInt(int value) {
        align(4, 4);
        head -= 4;
        buffer.putInt(head, value);
    }

    private void putLong(long value) {
        align(8, 8);
        head -= 8;
        buffer.putLong(head, value);
    }

    private void putReference(int position) {
        align(4, 4);
        putInt(position() + 4 - position);
    }

    int string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        align(4, utf8.length + 1 + 4);
        buffer.put(--head, (byte) 0);
        head -= utf8.length;
        buffer.put(head, utf8);
        putInt(utf8.length);
        return position();
    }

    int references(int[] positions) {
        align(4, positions.length * 4 + 4);
        for (int i = positions.length - 1; i >= 0; i--) {
            putReference(positions[i]);
        }
        putInt(positions.length);
        return position();
    }

    /// A vector of structs of two longs each.
    int pairs(long[] values) {
        align(4, values.length * 8 + 4);
        align(8, values.length * 8);
        for (int i = values.length - 1; i >= 0; i--) {
            putLong(values[i]);
        }
        putInt(values.length / 2);
        return position();
    }

    void startTable(int slotCount) {
        slots = new int[slotCount];
        tableEnd = position();
    }

    void byteSlot(int slot, int value) {
        putByte(value);
        slots[slot] = position();
    }

    void boolSlot(int slot, boolean value) {
        byteSlot(slot, value ? 1 : 0);
    }

    void shortSlot(int slot, int value) {
        putShort(value);
        slots[slot] = position();
    }

    void intSlot(int slot, int value) {
        putInt(value);
        slots[slot] = position();
    }

    void longSlot(int slot, long value) {
        putLong(value);
        slots[slot] = position();
    }

    void referenceSlot(int slot, int position) {
        putReference(position);
        slots[slot] = position();
    }

    int endTable() {
        putInt(0);
        int table = position();
        for (int i = slots.length - 1; i >= 0; i--) {
            putShort(slots[i] == 0 ? 0 : table - slots[i]);
        }
        putShort(table - tableEnd);
        putShort((slots.length + 2) * 2);
        buffer.putInt(buffer.capacity() - table, position() - table);
        return table;
    }

    byte[] finish(int root) {
        align(alignmentMax, 4);
        putReference(root);
        byte[] message = new byte[position()];
        buffer.get(head, message);
        return message;
    }
}
