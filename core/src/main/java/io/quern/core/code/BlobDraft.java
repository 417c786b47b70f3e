package io.quern.core.code;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/// A blob that is being written. For one thread.
final class BlobDraft implements AutoCloseable {
    private final BlobStore store;
    private final CodeSet.Blob blob;
    private final Path file;
    private final OutputStream out;
    private final MessageDigest digest = CodeHash.digest();
    private boolean isComplete;

    BlobDraft(BlobStore store, CodeSet.Blob blob, Path file) throws IOException {
        this.store = store;
        this.blob = blob;
        this.file = file;
        this.out = Files.newOutputStream(file);
    }

    /// Appends.
    void write(byte[] bytes) throws IOException {
        digest.update(bytes);
        out.write(bytes);
    }

    /// Puts the blob into the store.
    ///
    /// @throws QuernException INTERNAL where what was written is something else
    void complete() throws IOException {
        out.close();
        CodeHash content = CodeHash.of(digest);
        if (!content.equals(blob.hash())) {
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "the blob " + blob.hash() + " arrived with the content " + content
                            + ": it was changed on its way or where it came from; it is not used");
        }
        store.complete(blob, file);
        isComplete = true;
    }

    /// Leaves nothing behind where the blob was not completed.
    @Override
    public void close() throws IOException {
        out.close();
        if (!isComplete) {
            store.abandon(blob, file);
        }
    }
}
