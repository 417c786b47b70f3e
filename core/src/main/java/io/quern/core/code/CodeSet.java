package io.quern.core.code;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The code of a program: jars in the order in which classes are looked for. Its hash is that of its manifest,
/// which is ASCII text of one line a jar behind a line that says what it is:
///
///     quern code set 1
///     <64 hexadecimal digits> <bytes>
public record CodeSet(List<Blob> blobs) {
    /// Largest manifest that is read.
    static final int MANIFEST_BYTES_MAX = 1024 * 1024;

    private static final String FIRST_LINE = "quern code set 1";

    /// One jar.
    public record Blob(CodeHash hash, long sizeBytes) {
        public Blob {
            if (hash.isNone() || sizeBytes < 1) {
                throw new IllegalArgumentException(
                        "a blob of a code set needs a hash and bytes, got " + hash + " of " + sizeBytes + " bytes");
            }
        }
    }

    public CodeSet {
        blobs = List.copyOf(blobs);
    }

    /// Whether it has no code at all.
    public boolean isEmpty() {
        return blobs.isEmpty();
    }

    /// What identifies it; [CodeHash#NONE] where it is empty.
    public CodeHash hash() {
        return isEmpty() ? CodeHash.NONE : CodeHash.of(manifest().bytes());
    }

    public long sizeBytes() {
        return blobs.stream().mapToLong(Blob::sizeBytes).sum();
    }

    /// Its jars as text.
    ///
    /// @throws QuernException USER where it has too many
    public Payload manifest() {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        for (Blob blob : blobs) {
            text.append(blob.hash()).append(' ').append(blob.sizeBytes()).append('\n');
        }
        if (text.length() > MANIFEST_BYTES_MAX) {
            throw QuernException.user("the program's code has " + blobs.size() + " jars and folders, whose list of "
                    + text.length() + " bytes is larger than the limit of " + MANIFEST_BYTES_MAX
                    + "; pack some of them into one jar");
        }
        return Payload.of(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /// Reads what [#manifest()] wrote.
    ///
    /// @throws QuernException INTERNAL where it is anything else
    public static CodeSet parse(byte[] manifest) {
        if (manifest.length > MANIFEST_BYTES_MAX) {
            throw malformed("it has " + manifest.length + " bytes, the limit is " + MANIFEST_BYTES_MAX);
        }
        String[] lines = new String(manifest, StandardCharsets.US_ASCII).split("\n", -1);
        if (lines.length < 2 || !lines[0].equals(FIRST_LINE) || !lines[lines.length - 1].isEmpty()) {
            throw malformed("it does not begin with '" + FIRST_LINE + "' and end with a line");
        }
        List<Blob> blobs = new ArrayList<>(lines.length - 2);
        for (int i = 1; i < lines.length - 1; i++) {
            try {
                int blank = lines[i].indexOf(' ');
                blobs.add(new Blob(
                        CodeHash.parse(lines[i].substring(0, Math.max(0, blank))),
                        Long.parseLong(lines[i].substring(blank + 1))));
            } catch (IllegalArgumentException e) {
                throw malformed("line " + (i + 1) + " is no hash and size: " + e.getMessage());
            }
        }
        return new CodeSet(blobs);
    }

    private static QuernException malformed(String problem) {
        return new QuernException(ErrorCode.INTERNAL, "the manifest of a code set is malformed: " + problem);
    }
}
