package io.quern.dataframe.parquet;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one schema that files of a frame are read as. A column that a file does not have is null in it;
/// encodings, what may be null, and units of times may differ (the finest wins, so that nothing is lost);
/// another type is refused.
public final class FileSchemas {
    private FileSchemas() {}

    /// Columns in the order in which files first have them.
    ///
    /// @throws QuernException if a column has different types; its message names both files
    public static Schema merge(Collection<ParquetFooter> footers) {
        Map<String, Field> fields = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>();
        Map<String, Integer> files = new LinkedHashMap<>();
        for (ParquetFooter footer : footers) {
            for (Field field : footer.schema().fields()) {
                Field known = fields.get(field.name());
                fields.put(field.name(), known == null ? field : merged(known, field, origins, footer.name()));
                origins.putIfAbsent(field.name(), footer.name());
                files.merge(field.name(), 1, Integer::sum);
            }
        }
        List<Field> merged = new ArrayList<>();
        fields.forEach((name, field) -> {
            boolean isEverywhere = files.getOrDefault(name, 0) == footers.size();
            merged.add(isEverywhere ? field : Field.of(name, field.type()));
        });
        return new Schema(merged);
    }

    private static Field merged(Field known, Field field, Map<String, String> origins, String file) {
        Optional<Field> common = ColumnMatch.common(known, field);
        return common.orElseThrow(() -> different(known, field.type(), origins.getOrDefault(known.name(), ""), file));
    }

    private static QuernException different(Field known, DataType type, String first, String second) {
        return QuernException.user("column '" + known.name() + "' is " + known.type() + " in " + first + " and " + type
                + " in " + second + "; read the files apart, or write one of them again");
    }
}
