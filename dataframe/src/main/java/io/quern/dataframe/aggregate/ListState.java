package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.FlatBytes;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.ListType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All values of each group in the order they came, nulls left out.
final class ListState implements State {
    /// Its group, and numbers of it while it is put to the others of its group.
    private static final int BYTES_A_VALUE = 16;
    /// In the end all values stand in one vector.
    private static final long LISTED_BYTES_MAX = Integer.MAX_VALUE - 8;

    private final ListType type;
    private final long bytesMax;
    private final List<Vector> pieces = new ArrayList<>();
    private int[] groups = new int[0];
    private int size;
    /// Of the values added last that had one.
    private @Nullable Vector dictionary;
    /// Counted for values that are to be added next; where they are asked for again they were not.
    private long expectedBytes;
    /// What those values, and all that were added, take written out.
    private long flatBytes;

    private long listedBytes;

    private @Nullable ListVector lists;

    ListState(ListType type) {
        this(type, LISTED_BYTES_MAX);
    }

    /// @param bytesMax of all values, written out
    ListState(ListType type, long bytesMax) {
        this.type = type;
        this.bytesMax = bytesMax;
    }

    @Override
    public boolean makeRoom(int length, int groupCount, Vector[] arguments, StateMemory memory) {
        return makeRoom(length, arguments[0], memory);
    }

    @Override
    public boolean makeMergeRoom(int length, int groupCount, Vector partial, StateMemory memory) {
        ListVector lists = (ListVector) Flatten.top(partial);
        int first = lists.offsets()[0];
        int count = lists.offsets()[length] - first;
        return makeRoom(count, Slice.rows(lists.elements(), first, count), memory);
    }

    /// The values stay as they come, and are copied twice when they are listed by group.
    private boolean makeRoom(int length, Vector values, StateMemory memory) {
        memory.shrink(expectedBytes);
        expectedBytes = 0;
        flatBytes = FlatBytes.of(values, 0, length);
        boolean isTooMuch = listedBytes + flatBytes > bytesMax || (long) size + length > bytesMax;
        if (isTooMuch && !memory.isForced()) {
            return false;
        }
        long bytes = 2 * ownBytes(values);
        if (!memory.tryGrow(bytes)) {
            return false;
        }
        expectedBytes = bytes;
        if (!Room.isGranted(groups.length, size + length, BYTES_A_VALUE, memory)) {
            return false;
        }
        groups = Room.of(groups, Math.addExact(size, length), 0);
        return true;
    }

    /// A dictionary is counted where it is another one than that of the values before.
    @SuppressWarnings("ReferenceEquality") // one instance a column chunk
    private long ownBytes(Vector values) {
        if (values instanceof DictionaryVector codes) {
            boolean isKnown = codes.dictionary() == dictionary;
            return codes.length() * 4L + (isKnown ? 0 : codes.dictionary().retainedBytes());
        }
        return values.retainedBytes();
    }

    @Override
    public void add(int[] rowGroups, int length, int groupCount, Vector[] arguments) {
        append(rowGroups, length, arguments[0]);
    }

    @Override
    public void merge(int[] rowGroups, int length, int groupCount, Vector partial) {
        ListVector lists = (ListVector) Flatten.top(partial);
        int[] expanded = Occurrences.groupsOfElements(rowGroups, lists.offsets(), length);
        append(expanded, expanded.length, Slice.rows(lists.elements(), lists.offsets()[0], expanded.length));
    }

    private void append(int[] rowGroups, int length, Vector values) {
        System.arraycopy(rowGroups, 0, groups, size, length);
        size += length;
        pieces.add(values);
        dictionary = values instanceof DictionaryVector codes ? codes.dictionary() : dictionary;
        expectedBytes = 0;
        listedBytes += flatBytes;
    }

    @Override
    public void end(int groupCount) {
        Vector all = pieces.isEmpty() ? new NullVector(elementType(), 0) : Concat.vectors(pieces);
        int[] rows = new int[size];
        int kept = 0;
        for (int row = 0; row < size; row++) {
            rows[kept] = row;
            kept += all.isNull(row) ? 0 : 1;
        }
        int[] sorted = IntSort.byKey(Arrays.copyOf(rows, kept), groups, groupCount);
        int[] offsets = new int[groupCount + 1];
        for (int row : sorted) {
            offsets[groups[row] + 1]++;
        }
        for (int group = 0; group < groupCount; group++) {
            offsets[group + 1] += offsets[group];
        }
        lists = new ListVector(type, groupCount, Validity.ALL, offsets, Gather.rows(all, sorted, kept));
        pieces.clear();
    }

    @Override
    public Vector partial(int from, int to) {
        return Slice.rows(Objects.requireNonNull(lists, "not ended"), from, to - from);
    }

    @Override
    public void addBytes(long[] bytes) {
        ListVector all = Objects.requireNonNull(lists, "not ended");
        for (int group = 0; group < bytes.length; group++) {
            bytes[group] += FlatBytes.of(all, group, group + 1);
        }
    }

    private DataType elementType() {
        return type.element().type();
    }
}
