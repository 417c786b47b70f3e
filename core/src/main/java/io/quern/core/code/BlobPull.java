package io.quern.core.code;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.message.CodeMessage.BlobAbsent;
import io.quern.core.message.CodeMessage.BlobPiece;
import io.quern.core.message.CodeMessage.ReadBlob;
import io.quern.core.transport.Connection;
import io.quern.core.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The side of a data connection that asks for blobs. At most [#PIECES_UNDER_WAY] pieces of a blob are on their
/// way: that is the holder's credit.
public final class BlobPull {
    private static final int PIECES_UNDER_WAY = 8;
    private static final long PATIENCE_SECONDS = 60;

    private final Connection connection;
    private final AtomicLong requests = new AtomicLong();
    private final Map<Long, CompletableFuture<Payload>> underWay = new ConcurrentHashMap<>();
    private volatile @Nullable String closedFor;

    public BlobPull(Connection connection) {
        this.connection = connection;
    }

    /// Brings a blob into a store, unless it is there already.
    ///
    /// @throws IOException where the connection breaks, or this side cannot write
    /// @throws QuernException where the holder does not have it, it is damaged, or there is no room
    public void bring(CodeSet.Blob blob, BlobStore store) throws IOException, InterruptedException {
        if (store.find(blob.hash()).isPresent()) {
            return;
        }
        try (BlobDraft draft = store.begin(blob)) {
            Queue<CompletableFuture<Payload>> pieces = new ArrayDeque<>();
            long asked = 0;
            long arrived = 0;
            while (arrived < blob.sizeBytes()) {
                while (asked < blob.sizeBytes() && pieces.size() < PIECES_UNDER_WAY) {
                    int length = (int) Math.min(Protocol.CHUNK_BYTES, blob.sizeBytes() - asked);
                    pieces.add(ask(blob.hash(), asked, length));
                    asked += length;
                }
                int expected = (int) Math.min(Protocol.CHUNK_BYTES, blob.sizeBytes() - arrived);
                byte[] piece = await(pieces.remove(), blob.hash()).bytes();
                if (piece.length != expected) {
                    throw new QuernException(
                            ErrorCode.INTERNAL,
                            "the blob " + blob.hash() + " should have " + blob.sizeBytes() + " bytes, but "
                                    + connection.peerName() + " sent " + piece.length + " of the " + expected
                                    + " bytes at " + arrived + ": the file has changed; it is not used");
                }
                draft.write(piece);
                arrived += piece.length;
            }
            draft.complete();
        }
    }

    /// Reads a whole small blob.
    ///
    /// @throws QuernException INTERNAL where it is larger than a manifest may be, or is something else
    byte[] readSmall(CodeHash blob) throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            byte[] piece =
                    await(ask(blob, all.size(), Protocol.CHUNK_BYTES), blob).bytes();
            all.writeBytes(piece);
            if (all.size() > CodeSet.MANIFEST_BYTES_MAX) {
                throw new QuernException(ErrorCode.INTERNAL, "the blob " + blob + " is larger than a manifest may be");
            }
            if (piece.length < Protocol.CHUNK_BYTES) {
                break;
            }
        }
        byte[] bytes = all.toByteArray();
        if (!CodeHash.of(bytes).equals(blob)) {
            throw new QuernException(ErrorCode.INTERNAL, "the blob " + blob + " arrived with another content");
        }
        return bytes;
    }

    /// Brings a whole code set into a store, which holds its jars from then on, until somebody releases them.
    ///
    /// @throws IOException as [#bring] does
    /// @throws QuernException as [#bring] does
    public CodeSet bringSet(CodeHash set, BlobStore store) throws IOException, InterruptedException {
        CodeSet code = CodeSet.parse(readSmall(set));
        List<CodeHash> hashes = code.blobs().stream().map(CodeSet.Blob::hash).toList();
        store.hold(hashes);
        boolean isWhole = false;
        try {
            for (CodeSet.Blob blob : code.blobs()) {
                bring(blob, store);
            }
            isWhole = true;
            return code;
        } finally {
            if (!isWhole) {
                store.release(hashes);
            }
        }
    }

    private CompletableFuture<Payload> ask(CodeHash blob, long offset, int length) {
        long request = requests.incrementAndGet();
        CompletableFuture<Payload> answer = new CompletableFuture<>();
        underWay.put(request, answer);
        String reason = closedFor;
        if (reason != null) {
            answer.completeExceptionally(broken(reason));
        }
        connection.send(new ReadBlob(request, blob, offset, length));
        return answer;
    }

    private Payload await(CompletableFuture<Payload> answer, CodeHash blob) throws IOException, InterruptedException {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case QuernException known ->
                    throw new QuernException(known.code(), String.valueOf(known.getMessage()), e);
                case IOException broken -> throw new IOException(broken.getMessage(), e);
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (TimeoutException e) {
            throw new IOException(
                    connection.peerName() + " has sent nothing of the blob " + blob + " for " + PATIENCE_SECONDS + " s",
                    e);
        }
    }

    /// A piece has come; one that nobody waits for is dropped.
    public void received(BlobPiece piece) {
        CompletableFuture<Payload> answer = underWay.remove(piece.request());
        if (answer != null) {
            answer.complete(piece.bytes());
        }
    }

    public void received(BlobAbsent absent) {
        CompletableFuture<Payload> answer = underWay.remove(absent.request());
        if (answer != null) {
            answer.completeExceptionally(new QuernException(
                    ErrorCode.RESOURCES,
                    connection.peerName() + " cannot give code that it should have: " + absent.reason()));
        }
    }

    /// The connection is closed: everybody who waits hears of it.
    public void closed(String reason) {
        closedFor = reason;
        underWay.values().forEach(answer -> answer.completeExceptionally(broken(reason)));
        underWay.clear();
    }

    private IOException broken(String reason) {
        return new IOException("the connection to " + connection.peerName() + " broke: " + reason);
    }
}
