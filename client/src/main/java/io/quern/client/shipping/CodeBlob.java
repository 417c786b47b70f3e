package io.quern.client.shipping;

import io.quern.core.code.BlobStore;
import io.quern.core.code.CodeSet;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/// A jar of a program, with its content at hand.
record CodeBlob(CodeSet.Blob blob, Content content) {
    /// Reads pieces of the jar.
    @FunctionalInterface
    interface Content {
        Payload read(long offset, int lengthMax) throws IOException;
    }

    /// A jar as it is. Where it changes later, whoever reads it sees that the hash is another.
    static CodeBlob ofFile(Path jar) throws IOException {
        MessageDigest digest = CodeHash.digest();
        long size;
        try (InputStream in = Files.newInputStream(jar);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            size = in.transferTo(out);
        }
        return new CodeBlob(new CodeSet.Blob(CodeHash.of(digest), size), (offset, lengthMax) -> {
            try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.READ)) {
                return BlobStore.readPiece(channel, offset, lengthMax);
            }
        });
    }

    static CodeBlob ofChannel(CodeHash hash, FileChannel channel) throws IOException {
        return new CodeBlob(
                new CodeSet.Blob(hash, channel.size()),
                (offset, lengthMax) -> BlobStore.readPiece(channel, offset, lengthMax));
    }

    static CodeBlob ofBytes(byte[] bytes) {
        return new CodeBlob(new CodeSet.Blob(CodeHash.of(bytes), bytes.length), (offset, lengthMax) -> {
            int from = Math.clamp(offset, 0, bytes.length);
            return Payload.of(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + lengthMax)));
        });
    }
}
