package io.quern.dataframe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.LimitedMemory;
import io.quern.dataframe.parquet.ParquetFooter;
import io.quern.dataframe.source.DataFile;
import io.quern.dataframe.source.ScanSplit;
import io.quern.dataframe.source.ScanSplit.FileSlice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetSourceTest {
    private static final int ROWS = 40_000;

    @TempDir
    private Path folder;

    private final List<FileSlice> slices = new ArrayList<>();
    private ParquetSource source;
    private long rowGroupBytes;

    /// Two files of two row groups each.
    @BeforeEach
    void write() throws Exception {
        for (int i = 0; i < 2; i++) {
            Path file = folder.resolve(i + ".parquet");
            try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = duck.createStatement()) {
                statement.execute("SET threads=1");
                statement.execute("COPY (SELECT i, md5(i::VARCHAR) AS t FROM range(" + ROWS + ") r(i)) TO '" + file
                        + "' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 20480)");
            }
            ParquetFooter footer = ParquetFooter.read(file);
            assertThat(footer.rowGroups()).hasSize(2);
            rowGroupBytes = footer.rowGroups().getFirst().compressedBytes();
            source = new ParquetSource(footer.schema(), List.of());
            slices.add(new FileSlice(new DataFile(file.toString(), Files.size(file), List.of()), 0, 2));
        }
    }

    @Test
    void aScanWaitsOnceForItsMemoryAndGivesItBack() throws Exception {
        LimitedMemory memory = new LimitedMemory(Long.MAX_VALUE);
        assertThat(rows(memory, false)).isEqualTo(2 * ROWS);
        assertThat(memory.operators()).containsExactly("Parquet scan");
        assertThat(memory.admitted()).hasSize(1);
        assertThat(memory.reservedMax()).isGreaterThan(rowGroupBytes);
        assertThat(memory.reservedBytes()).isZero();
        assertThat(memory.reservedMax())
                .as("what was waited for is enough for files of usual pages")
                .isLessThanOrEqualTo(memory.admitted().getFirst() + (1 << 20));
    }

    @Test
    void aScanThatEndsEarlyGivesItsMemoryBack() {
        LimitedMemory memory = new LimitedMemory(Long.MAX_VALUE);
        assertThatThrownBy(() -> rows(memory, true)).hasMessage("the sink is broken");
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void aScanThatIsRefusedNamesItsFile() {
        LimitedMemory memory = new LimitedMemory(rowGroupBytes / 2);
        assertThatThrownBy(() -> rows(memory, false))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES))
                .hasMessageStartingWith(slices.getFirst().file().path() + ": row group 0, there is no memory: ");
        assertThat(memory.reservedBytes()).isZero();
    }

    private long rows(LimitedMemory memory, boolean isBroken) throws Exception {
        long[] rows = {0};
        source.feed(new ScanSplit(slices), new TaskInputs(List.of()), new LimitedContext(memory), batch -> {
            rows[0] += batch.length();
            if (isBroken) {
                throw new IllegalStateException("the sink is broken");
            }
        });
        return rows[0];
    }
}
