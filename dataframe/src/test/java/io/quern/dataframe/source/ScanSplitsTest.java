package io.quern.dataframe.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.source.ParquetFile.RowGroupSize;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanSplitsTest {
    private static final long MIB = 1L << 20;

    @Test
    void everyFileIsATaskWhereThereAreFew() {
        assertThat(ScanSplits.of(table(24, 1, 100_000))).hasSize(24);
    }

    @Test
    void smallFilesAreJoined() {
        List<ScanSplit> splits = ScanSplits.of(table(10_000, 1, 1_000));
        assertThat(splits).hasSizeBetween(500, 600);
        assertThat(files(splits)).hasSize(10_000).isSorted();
    }

    @Test
    void largeFileIsCutBetweenRowGroups() {
        List<ScanSplit> splits = ScanSplits.of(table(1, 10, 5 * MIB));
        assertThat(splits).hasSize(10);
        assertThat(splits.get(3).slices()).singleElement().satisfies(slice -> {
            assertThat(slice.fromRowGroup()).isEqualTo(3);
            assertThat(slice.toRowGroup()).isEqualTo(4);
        });
        assertThat(ScanSplits.of(table(1, 10, 2 * MIB))).hasSize(3);
    }

    @Test
    void oneRowGroupIsNeverCut() {
        assertThat(ScanSplits.of(table(1, 1, 4_000 * MIB))).hasSize(1);
    }

    @Test
    void tableWithoutRowsHasOneTaskWithNothingToDo() {
        assertThat(ScanSplits.of(table(3, 0, 0)))
                .singleElement()
                .satisfies(split -> assertThat(split.slices()).isEmpty());
        assertThat(ScanSplits.of(table(0, 0, 0))).hasSize(1);
    }

    private static List<String> files(List<ScanSplit> splits) {
        return splits.stream()
                .flatMap(split -> split.slices().stream())
                .map(slice -> slice.file().path())
                .toList();
    }

    private static ParquetTable table(int files, int rowGroups, long rowGroupBytes) {
        List<ParquetFile> list = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            list.add(new ParquetFile(
                    new DataFile("/%05d.parquet".formatted(i), rowGroups * rowGroupBytes, List.of()),
                    Collections.nCopies(rowGroups, new RowGroupSize(1_000, rowGroupBytes))));
        }
        return new ParquetTable(Schema.of(), List.of(), list);
    }
}
