package io.quern.core.code;

import io.quern.core.message.CodeMessage.BlobAbsent;
import io.quern.core.message.CodeMessage.BlobPiece;
import io.quern.core.message.CodeMessage.ReadBlob;
import io.quern.core.message.Message;
import io.quern.core.transport.Connection;
import io.quern.core.wire.Protocol;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/// The side of a data connection that has blobs. Pieces are read on virtual threads, so a slow disk holds nobody
/// up; a peer that asks for more at once than any reader does is disconnected.
public final class BlobServing {
    private static final int PIECES_MAX = 64;

    private final BlobSource source;
    private final AtomicInteger underWay = new AtomicInteger();

    public BlobServing(BlobSource source) {
        this.source = source;
    }

    public void received(Connection connection, ReadBlob asked) {
        if (asked.lengthBytes() > Protocol.CHUNK_BYTES || asked.offset() < 0) {
            connection.close("pieces of blobs have at most " + Protocol.CHUNK_BYTES + " bytes, asked for were "
                    + asked.lengthBytes() + " at " + asked.offset());
        } else if (underWay.incrementAndGet() > PIECES_MAX) {
            connection.close("more than " + PIECES_MAX + " pieces of blobs were asked for at once");
        } else {
            Thread.ofVirtual().name("quern-blob-" + asked.blob().brief()).start(() -> answer(connection, asked));
        }
    }

    private void answer(Connection connection, ReadBlob asked) {
        Message answer;
        try {
            answer = new BlobPiece(asked.request(), source.read(asked.blob(), asked.offset(), asked.lengthBytes()));
        } catch (IOException | RuntimeException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            answer = new BlobAbsent(asked.request(), reason);
        }
        underWay.decrementAndGet();
        connection.send(answer);
    }
}
