package io.quern.dataframe.plan;

import io.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files that a plan reads.
public final class SourceFiles {
    private SourceFiles() {}

    /// Refuses an output folder that holds files which the plan reads: the output would take their place.
    ///
    /// @param output absolute
    /// @throws QuernException if there is such a file; names it
    public static void checkOutside(LogicalPlan plan, Path output) {
        Path folder = output.normalize();
        List<String> inside = paths(plan).stream()
                .filter(path -> Path.of(path).toAbsolutePath().normalize().startsWith(folder))
                .toList();
        if (!inside.isEmpty()) {
            throw QuernException.user("the output folder " + folder + " holds " + inside.size()
                    + " of the files that are read, such as " + inside.getFirst() + "; write to another folder");
        }
    }

    private static List<String> paths(LogicalPlan plan) {
        List<String> paths = new ArrayList<>();
        if (plan instanceof ParquetScan scan) {
            scan.table().files().forEach(file -> paths.add(file.file().path()));
        } else if (plan instanceof TextScan scan) {
            scan.files().files().forEach(file -> paths.add(file.path()));
        }
        plan.inputs().forEach(input -> paths.addAll(paths(input)));
        return paths;
    }
}
