package io.quern.scheduler.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.code.BlobPull;
import io.quern.core.code.BlobServing;
import io.quern.core.code.BlobStore;
import io.quern.core.code.CodeSet;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.message.CodeMessage;
import io.quern.core.message.CodeMessage.BlobAbsent;
import io.quern.core.message.CodeMessage.BlobPiece;
import io.quern.core.message.CodeMessage.CodeRefused;
import io.quern.core.message.CodeMessage.CodeStored;
import io.quern.core.message.CodeMessage.OfferCode;
import io.quern.core.message.CodeMessage.ReadBlob;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.message.TransferMessage;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.local.LocalTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CodeDepotTest {
    private static final byte[] FIRST = {1, 2, 3};
    private static final byte[] SECOND = new byte[600_000];

    @TempDir
    private Path folder;

    private final LocalTransport transport = new LocalTransport();
    private BlobStore store;
    private CodeDepot depot;
    private final BlockingQueue<CompletableFuture<String>> closings = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() {
        store = BlobStore.open(folder, 1_000_000);
        depot = new CodeDepot(store);
        transport.listen("local://scheduler", (connection, _) -> {
            ConnectionListener listener = depot.accept(connection);
            CompletableFuture<String> closing = new CompletableFuture<>();
            closings.add(closing);
            return new ConnectionListener() {
                @Override
                public void received(Connection from, Message message) {
                    listener.received(from, message);
                }

                @Override
                public void closed(Connection from, String reason) {
                    listener.closed(from, reason);
                    closing.complete(reason);
                }
            };
        });
    }

    @AfterEach
    void close() {
        transport.close();
        store.close();
    }

    @Test
    void onlyWhatIsMissingIsAskedForAndASecondClientSendsNothing() throws Exception {
        Program program = new Program(FIRST, SECOND);
        assertThat(program.offer()).isInstanceOf(CodeStored.class);
        assertThat(program.asked).containsOnly(CodeHash.of(FIRST), CodeHash.of(SECOND));
        Program again = new Program(FIRST, SECOND);
        assertThat(again.offer()).isInstanceOf(CodeStored.class);
        assertThat(again.asked).isEmpty();
        Program changed = new Program(FIRST, new byte[] {9});
        assertThat(changed.offer()).isInstanceOf(CodeStored.class);
        assertThat(changed.asked).containsExactly(CodeHash.of(new byte[] {9}));
    }

    @Test
    void aSetIsHeldForTheClientThatOfferedItAndForItsJobs() throws Exception {
        Program program = new Program(FIRST);
        assertThat(depot.tryHold(program.set.hash())).isFalse();
        program.offer();
        assertThat(depot.tryHold(program.set.hash())).isTrue();
        program.connection.close("the program ends");
        closings.take().get();
        assertThat(depot.tryHold(program.set.hash())).isTrue();
        depot.release(program.set.hash());
        depot.release(program.set.hash());
        assertThat(depot.tryHold(program.set.hash())).isFalse();
        assertThatThrownBy(() -> depot.release(program.set.hash())).hasMessageContaining("nobody holds it");
        assertThat(store.find(CodeHash.of(FIRST))).as("kept for the next run").isPresent();
    }

    @Test
    void aTamperedBlobIsRefusedAndTheOfferWithIt() throws Exception {
        Program program = new Program(FIRST, SECOND);
        program.contents.set(1, new byte[SECOND.length - 1]);
        program.contents.set(1, Arrays.copyOf(new byte[] {1}, SECOND.length));
        program.byHash = List.of(CodeHash.of(FIRST), CodeHash.of(SECOND));
        assertThat(((CodeRefused) program.offer()).reason())
                .contains("the blob " + CodeHash.of(SECOND) + " arrived with the content");
        assertThat(depot.tryHold(program.set.hash())).isFalse();
        assertThat(store.find(CodeHash.of(SECOND))).isEmpty();
    }

    @Test
    void codeThatHasNoRoomIsRefusedWithTheLimit() throws Exception {
        Program program = new Program(SECOND, Arrays.copyOf(new byte[] {1}, 600_000));
        assertThat(((CodeRefused) program.offer()).reason())
                .contains("no room for a jar of 600000 bytes")
                .contains("1000000 bytes")
                .contains("raise code.store-max");
    }

    @Test
    void malformedOffersAreRefused() throws Exception {
        Program program = new Program(FIRST);
        program.connection.send(new OfferCode(7, Payload.of(new byte[] {1})));
        assertThat(program.answer()).isInstanceOfSatisfying(CodeRefused.class, refused -> {
            assertThat(refused.request()).isEqualTo(7);
            assertThat(refused.reason()).contains("the manifest of a code set is malformed");
        });
        program.connection.send(new TransferMessage.StopFetch(1));
        assertThat(closings.take().get()).contains("a scheduler holds no results, got a StopFetch");
    }

    @Test
    void workersReadWholeSetsByTheirHashAlsoAfterARestart(@TempDir Path workerFolder) throws Exception {
        Program program = new Program(FIRST, SECOND);
        program.offer();
        store.close();
        store = BlobStore.open(folder, 1_000_000);
        depot = new CodeDepot(store);
        try (BlobStore cache = BlobStore.open(workerFolder, 1_000_000)) {
            Program worker = new Program();
            assertThat(worker.pull.bringSet(program.set.hash(), cache)).isEqualTo(program.set);
            assertThat(cache.find(CodeHash.of(SECOND)).orElseThrow()).hasBinaryContent(SECOND);
            assertThatThrownBy(() -> worker.pull.bringSet(CodeHash.of(new byte[] {7}), cache))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("is not stored here");
        }
    }

    /// The other end of a data connection: a client with some jars, or a worker that reads.
    private final class Program implements ConnectionListener {
        private final List<byte[]> contents;
        private List<CodeHash> byHash;
        private final CodeSet set;
        private final Connection connection;
        private final BlobPull pull;
        private final BlobServing serving = new BlobServing(this::read);
        private final List<CodeHash> asked = new CopyOnWriteArrayList<>();
        private final BlockingQueue<CodeMessage> answers = new LinkedBlockingQueue<>();

        Program(byte[]... jars) {
            contents = new ArrayList<>(List.of(jars));
            byHash = contents.stream().map(CodeHash::of).toList();
            set = new CodeSet(contents.stream()
                    .map(jar -> new CodeSet.Blob(CodeHash.of(jar), jar.length))
                    .toList());
            connection = transport.connect("local://scheduler", Role.TRANSFER, this);
            pull = new BlobPull(connection);
        }

        private Payload read(CodeHash blob, long offset, int length) throws IOException {
            byte[] content = contents.get(byHash.indexOf(blob));
            int from = (int) offset;
            return Payload.of(Arrays.copyOfRange(content, from, Math.min(content.length, from + length)));
        }

        CodeMessage offer() throws InterruptedException {
            connection.send(new OfferCode(1, set.manifest()));
            return answer();
        }

        CodeMessage answer() throws InterruptedException {
            CodeMessage answer = answers.poll(20, TimeUnit.SECONDS);
            assertThat(answer).isNotNull();
            return answer;
        }

        @Override
        public void received(Connection from, Message message) {
            switch ((CodeMessage) message) {
                case ReadBlob read -> {
                    asked.add(read.blob());
                    serving.received(from, read);
                }
                case BlobPiece piece -> pull.received(piece);
                case BlobAbsent absent -> pull.received(absent);
                case OfferCode _, CodeStored _, CodeRefused _ -> answers.add((CodeMessage) message);
            }
        }

        @Override
        public void closed(Connection from, String reason) {
            pull.closed(reason);
        }
    }
}
