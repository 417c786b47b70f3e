package io.quern.dataframe.source;

import io.quern.core.error.QuernException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/// Turns what a user wrote into a path of the local file system.
public final class LocalPath {
    private static final String FILE_SCHEME = "file";

    private LocalPath() {}

    /// @throws QuernException for any scheme but `file`
    public static Path of(String text) {
        int colon = text.indexOf(':');
        // One letter before the colon is a drive of Windows.
        if (colon <= 1 || !text.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]+")) {
            return Path.of(text);
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (scheme.equals(FILE_SCHEME)) {
            return text.startsWith("file://") ? Path.of(URI.create(text)) : Path.of(text.substring(colon + 1));
        }
        if (text.startsWith("//", colon + 1)) {
            throw QuernException.user("cannot use " + text + ": only local files can be read and written so far, not "
                    + scheme + "; copy the data to a local folder");
        }
        return Path.of(text);
    }
}
