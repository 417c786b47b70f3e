package io.quern.dataframe.source;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.dataframe.parquet.FileSchemas;
import io.quern.dataframe.parquet.ParquetFooter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Parquet files that are read as one table: their common schema, and the sizes of their row groups.
///
/// Columns of the files come first, in the order in which they are first met, then the folder columns as strings.
/// Where a file has a column of a folder column's name, the folder's value holds (as in DuckDB and Spark): tools
/// that write such folders do not put the column into the files, or put the same value there.
public record ParquetTable(Schema schema, List<String> folderColumns, List<ParquetFile> files) {
    /// Footers that are read at once: enough to hide the latency of a disk, few enough for any limit of open files.
    private static final int FOOTERS_AT_ONCE = 16;

    public ParquetTable {
        folderColumns = List.copyOf(folderColumns);
        files = List.copyOf(files);
    }

    /// Reads the footers of all files.
    ///
    /// @throws QuernException if a file is no Parquet file, or two files have different types for a column
    public static ParquetTable open(FileSet set) {
        List<ParquetFooter> footers = footers(set.files());
        List<ParquetFile> files = new ArrayList<>(footers.size());
        for (int i = 0; i < footers.size(); i++) {
            ParquetFooter footer = footers.get(i);
            files.add(new ParquetFile(
                    set.files().get(i),
                    footer.rowGroups().stream()
                            .map(group -> new ParquetFile.RowGroupSize(group.rows(), group.compressedBytes()))
                            .toList()));
        }
        return new ParquetTable(
                withFolders(FileSchemas.merge(footers), set.folderColumns()), set.folderColumns(), files);
    }

    /// The same table with fewer files.
    public ParquetTable withFiles(List<ParquetFile> fewer) {
        return new ParquetTable(schema, folderColumns, fewer);
    }

    public long rows() {
        return files.stream()
                .flatMap(file -> file.rowGroups().stream())
                .mapToLong(ParquetFile.RowGroupSize::rows)
                .sum();
    }

    private static Schema withFolders(Schema files, List<String> folderColumns) {
        List<Field> fields = new ArrayList<>();
        for (Field field : files.fields()) {
            if (!folderColumns.contains(field.name())) {
                fields.add(field);
            }
        }
        folderColumns.forEach(name -> fields.add(Field.of(name, DataType.STRING)));
        return new Schema(fields);
    }

    private static List<ParquetFooter> footers(List<DataFile> files) {
        Semaphore slots = new Semaphore(FOOTERS_AT_ONCE);
        List<Future<ParquetFooter>> reading = new ArrayList<>(files.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (DataFile file : files) {
                reading.add(threads.submit(() -> {
                    slots.acquire();
                    try {
                        return ParquetFooter.read(Path.of(file.path()));
                    } finally {
                        slots.release();
                    }
                }));
            }
            List<ParquetFooter> footers = new ArrayList<>(files.size());
            for (Future<ParquetFooter> one : reading) {
                footers.add(one.get());
            }
            return footers;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof QuernException told
                    ? told
                    : new QuernException(ErrorCode.INTERNAL, "cannot read footers: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.USER, "interrupted while the footers of files were read", e);
        }
    }
}
