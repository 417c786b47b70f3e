package io.quern.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.message.CodeMessage;
import io.quern.core.message.CodeMessage.BlobAbsent;
import io.quern.core.message.CodeMessage.BlobPiece;
import io.quern.core.message.CodeMessage.ReadBlob;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.local.LocalTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BlobPullTest {
    private static final byte[] LARGE = random(5_000_000);

    @TempDir
    private Path folder;

    private final LocalTransport transport = new LocalTransport();
    private BlobStore store;

    @BeforeEach
    void open() {
        store = BlobStore.open(folder, 20_000_000);
    }

    @AfterEach
    void close() {
        store.close();
        transport.close();
    }

    @Test
    void blobsOfAllSizesArriveWhole() throws Exception {
        for (int size : new int[] {1, 262_143, 262_144, 262_145, LARGE.length}) {
            byte[] content = Arrays.copyOf(LARGE, size);
            Puller puller = new Puller(served(content));
            puller.pull.bring(blob(content), store);
            assertThat(store.find(CodeHash.of(content)).orElseThrow()).hasBinaryContent(content);
        }
    }

    @Test
    void whatIsUnderWayIsBounded() throws Exception {
        Puller puller = new Puller(new Gate());
        CompletableFuture<Void> bringing = CompletableFuture.runAsync(() -> {
            try {
                puller.pull.bring(blob(LARGE), store);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Gate gate = (Gate) puller.holder;
        for (int answered = 0; !bringing.isDone(); answered++) {
            gate.answerOne(LARGE, answered);
            assertThat(gate.askedMax).isLessThanOrEqualTo(8);
        }
        bringing.get();
        assertThat(gate.askedMax).isEqualTo(8);
        assertThat(store.find(CodeHash.of(LARGE)).orElseThrow()).hasBinaryContent(LARGE);
    }

    @Test
    void aTamperedBlobIsRefused() throws Exception {
        byte[] tampered = LARGE.clone();
        tampered[3_000_000]++;
        Puller puller =
                new Puller(new Serving(new BlobServing((_, offset, length) -> piece(tampered, offset, length))));
        assertThatThrownBy(() -> puller.pull.bring(blob(LARGE), store))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(
                        "the blob " + CodeHash.of(LARGE) + " arrived with the content " + CodeHash.of(tampered));
        assertThat(store.find(CodeHash.of(LARGE))).isEmpty();
    }

    @Test
    void aBlobThatIsShorterThanItShouldBeIsRefused() throws Exception {
        Puller puller = new Puller(served(Arrays.copyOf(LARGE, 300_000)));
        CodeHash hash = CodeHash.of(Arrays.copyOf(LARGE, 300_000));
        assertThatThrownBy(() -> puller.pull.bring(new CodeSet.Blob(hash, 400_000), store))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("should have 400000 bytes")
                .hasMessageContaining("the file has changed");
    }

    @Test
    void aBlobThatTheHolderLacksIsToldByTheHolder() throws Exception {
        Puller puller = new Puller(served(new byte[] {1}));
        assertThatThrownBy(() -> puller.pull.bring(blob(LARGE), store))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot give code that it should have: no blob " + CodeHash.of(LARGE));
    }

    @Test
    void aBrokenConnectionEndsTheWait() throws Exception {
        Puller puller = new Puller(new ConnectionListener() {
            @Override
            public void received(Connection connection, Message message) {
                connection.close("gone");
            }

            @Override
            public void closed(Connection connection, String reason) {}
        });
        assertThatThrownBy(() -> puller.pull.bring(blob(LARGE), store))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke: gone");
        assertThatThrownBy(() -> puller.pull.bring(blob(LARGE), store)).isInstanceOf(IOException.class);
    }

    @Test
    void whoAsksForTooMuchAtOnceIsDisconnected() throws Exception {
        Puller puller = new Puller(served(LARGE));
        puller.connection.send(new ReadBlob(1, CodeHash.of(LARGE), 0, 1_000_000));
        assertThat(puller.closedFor.get()).contains("at most 262144 bytes, asked for were 1000000 at 0");
    }

    @Test
    void aWholeCodeSetIsBroughtByItsHash() throws Exception {
        byte[] other = {1, 2, 3};
        CodeSet set = new CodeSet(List.of(blob(LARGE), blob(other)));
        Puller puller = new Puller(served(LARGE, other, set.manifest().bytes()));
        assertThat(puller.pull.bringSet(set.hash(), store)).isEqualTo(set);
        assertThat(store.find(CodeHash.of(other))).isPresent();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(4).nextBytes(bytes);
        return bytes;
    }

    private static CodeSet.Blob blob(byte[] content) {
        return new CodeSet.Blob(CodeHash.of(content), content.length);
    }

    private static Payload piece(byte[] content, long offset, int length) {
        int from = (int) Math.min(offset, content.length);
        return Payload.of(Arrays.copyOfRange(content, from, Math.min(content.length, from + length)));
    }

    private static Serving served(byte[]... contents) {
        return new Serving(new BlobServing((blob, offset, length) -> {
            for (byte[] content : contents) {
                if (CodeHash.of(content).equals(blob)) {
                    return piece(content, offset, length);
                }
            }
            throw new IOException("no blob " + blob);
        }));
    }

    private record Serving(BlobServing serving) implements ConnectionListener {
        @Override
        public void received(Connection connection, Message message) {
            serving.received(connection, (ReadBlob) message);
        }

        @Override
        public void closed(Connection connection, String reason) {}
    }

    /// Answers when it is told to.
    private static final class Gate implements ConnectionListener {
        private final Queue<ReadBlob> asked = new ArrayDeque<>();
        private Connection connection;
        int askedMax;

        @Override
        public synchronized void received(Connection from, Message message) {
            connection = from;
            asked.add((ReadBlob) message);
            askedMax = Math.max(askedMax, asked.size());
            notifyAll();
        }

        /// The last but one round waits until as much was asked for as ever is.
        synchronized void answerOne(byte[] content, int answered) throws InterruptedException {
            int left = (content.length + 262_143) / 262_144 - answered;
            while (asked.size() < Math.min(8, left)) {
                wait();
            }
            ReadBlob next = asked.poll();
            if (next != null) {
                connection.send(new BlobPiece(next.request(), piece(content, next.offset(), next.lengthBytes())));
            }
        }

        @Override
        public void closed(Connection from, String reason) {}
    }

    private final class Puller implements ConnectionListener {
        final ConnectionListener holder;
        final Connection connection;
        final BlobPull pull;
        final CompletableFuture<String> closedFor = new CompletableFuture<>();

        Puller(ConnectionListener holder) {
            this.holder = holder;
            String address = transport.listen("local://", (_, _) -> holder);
            this.connection = transport.connect(address, Role.TRANSFER, this);
            this.pull = new BlobPull(connection);
        }

        @Override
        public void received(Connection from, Message message) {
            switch ((CodeMessage) message) {
                case BlobPiece piece -> pull.received(piece);
                case BlobAbsent absent -> pull.received(absent);
                default -> throw new AssertionError(message);
            }
        }

        @Override
        public void closed(Connection from, String reason) {
            pull.closed(reason);
            closedFor.complete(reason);
        }
    }
}
