package io.quern.dataframe.source;

import io.quern.dataframe.source.ParquetFile.RowGroupSize;
import io.quern.dataframe.source.ScanSplit.FileSlice;
import java.util.ArrayList;
import java.util.List;

/// Shares the files of a table out to tasks: one task a file, but
///
/// - a file larger than the *cut size* (the table's 512th, but 8 to 64 MiB) is cut between row groups into parts of
///   about that size, and
/// - neighbouring parts smaller than the *join size* (the table's 512th, but at most 64 MiB) are joined up to that
///   size.
///
/// So a table of up to 512 files of like size has a task a file, 10,000 small files become about 512 tasks, and a
/// file of one row group stays one task however large it is. All in the order of the table.
public final class ScanSplits {
    private static final int TASKS_AIMED_AT = 512;
    private static final long CUT_BYTES_MIN = 8L << 20;
    private static final long CUT_BYTES_MAX = 64L << 20;

    private ScanSplits() {}

    /// @return at least one split; a table without rows has one without slices
    public static List<ScanSplit> of(ParquetTable table) {
        long tableBytes = table.files().stream()
                .flatMap(file -> file.rowGroups().stream())
                .mapToLong(RowGroupSize::sizeBytes)
                .sum();
        long share = tableBytes / TASKS_AIMED_AT;
        long cutBytes = Math.clamp(share, CUT_BYTES_MIN, CUT_BYTES_MAX);
        long joinBytes = Math.min(share, CUT_BYTES_MAX);
        List<Part> parts = new ArrayList<>();
        table.files().forEach(file -> cut(file, cutBytes, parts));
        return join(parts, joinBytes);
    }

    private record Part(FileSlice slice, long sizeBytes) {}

    private static void cut(ParquetFile file, long cutBytes, List<Part> parts) {
        int from = 0;
        long sizeBytes = 0;
        for (int group = 0; group < file.rowGroups().size(); group++) {
            sizeBytes += file.rowGroups().get(group).sizeBytes();
            boolean isLast = group == file.rowGroups().size() - 1;
            if (isLast || sizeBytes + file.rowGroups().get(group + 1).sizeBytes() > cutBytes) {
                parts.add(new Part(new FileSlice(file.file(), from, group + 1), sizeBytes));
                from = group + 1;
                sizeBytes = 0;
            }
        }
    }

    private static List<ScanSplit> join(List<Part> parts, long joinBytes) {
        List<ScanSplit> splits = new ArrayList<>();
        List<FileSlice> slices = new ArrayList<>();
        long sizeBytes = 0;
        for (Part part : parts) {
            if (!slices.isEmpty() && sizeBytes + part.sizeBytes() > joinBytes) {
                splits.add(new ScanSplit(slices));
                slices = new ArrayList<>();
                sizeBytes = 0;
            }
            slices.add(part.slice());
            sizeBytes += part.sizeBytes();
        }
        if (!slices.isEmpty() || splits.isEmpty()) {
            splits.add(new ScanSplit(slices));
        }
        return splits;
    }
}
