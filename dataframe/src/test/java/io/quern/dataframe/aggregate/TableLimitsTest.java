package io.quern.dataframe.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.Field;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What no array holds is refused like what there is no memory for, so that it is handed on.
class TableLimitsTest {
    private static final Field TEXT = Field.of("text", DataType.STRING);
    private static final int BYTES_MAX = 1_000;

    @Test
    void textsBeyondWhatATableHoldsAreRefusedAndThoseThatItHasAreKept() {
        ColumnIds ids = new ColumnIds(new BytesInterner(DataType.STRING, BYTES_MAX), true);
        StateMemory memory = StateMemory.unbounded();
        Vector first = texts(0);

        assertThat(ids.intern(first, memory)).isTrue();
        assertThat(ids.intern(texts(20), memory)).isFalse();

        assertThat(ids.interner().size()).isEqualTo(20);
        assertThat(ids.of(first)).startsWith(0, 1, 2, 3);
    }

    @Test
    void textsThatHaveToFitFailOnlyIfTheyAreNew() {
        ColumnIds ids = new ColumnIds(new BytesInterner(DataType.STRING, BYTES_MAX), true);
        StateMemory memory = StateMemory.unbounded();
        memory.force(true);

        assertThat(ids.intern(texts(0), memory)).isTrue();
        assertThat(ids.intern(texts(0), memory)).isTrue();
        assertThat(ids.interner().size()).isEqualTo(20);
        assertThatThrownBy(() -> ids.intern(texts(20), memory))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
                .hasMessage("the distinct values of one column in one task have more than 1000 bytes; "
                        + "use more partitions");
    }

    @Test
    void listsBeyondWhatOneVectorHoldsAreRefused() {
        ListState lists = new ListState(new ListType(Field.of("item", DataType.STRING)), BYTES_MAX);
        StateMemory memory = StateMemory.unbounded();
        Vector[] arguments = {texts(0)};

        assertThat(lists.makeRoom(20, 1, arguments, memory)).isTrue();
        lists.add(new int[20], 20, 1, arguments);
        assertThat(lists.makeRoom(20, 1, arguments, memory)).isFalse();

        lists.end(1);
        assertThat(lists.partial(0, 1).length()).isEqualTo(1);
    }

    /// Twenty texts of thirty bytes.
    private static Vector texts(int first) {
        return CellWriter.vector(
                TEXT,
                IntStream.range(first, first + 20)
                        .<@Nullable Object>mapToObj(n -> "a text of thirty bytes no. %3d".formatted(n))
                        .toList());
    }
}
