package io.quern.dataframe.source;

import io.quern.core.error.QuernException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A `name=value` folder of a path, as Hive and Spark write them: percent-encoded, and
/// `__HIVE_DEFAULT_PARTITION__` for null. Values are strings; nobody guesses types.
record FolderColumn(String name, @Nullable String value) {
    private static final String NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

    /// The folder columns of a file, outermost first. Every `name=value` folder of the path counts, those that the
    /// user wrote out too: `events/year=2017` has the column `year` just as `events` has.
    ///
    /// @throws QuernException if a name occurs twice
    static List<FolderColumn> of(Path file) {
        List<FolderColumn> columns = new ArrayList<>();
        Path folder = file.getParent();
        if (folder == null) {
            return columns;
        }
        for (Path part : folder) {
            parse(part.toString()).ifPresent(column -> {
                if (columns.stream().anyMatch(other -> other.name().equals(column.name()))) {
                    throw QuernException.user("the folder column '" + column.name() + "' occurs twice in " + file
                            + "; rename one of the folders");
                }
                columns.add(column);
            });
        }
        return columns;
    }

    private static Optional<FolderColumn> parse(String folderName) {
        int equals = folderName.indexOf('=');
        if (equals <= 0) {
            return Optional.empty();
        }
        String value = folderName.substring(equals + 1);
        return Optional.of(new FolderColumn(
                decode(folderName.substring(0, equals)), value.equals(NULL_VALUE) ? null : decode(value)));
    }

    /// Percent-decodes UTF-8; a percent sign that no two hexadecimal digits follow stands for itself.
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            if (low >= 0) {
                decoded.write(high << 4 | low);
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
