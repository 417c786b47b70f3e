package io.quern.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientMessage.CancelJob;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice.JobRefused;
import io.quern.core.message.HandshakeMessage;
import io.quern.core.message.Message;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import io.quern.core.message.TransferMessage.ResultChunk;
import io.quern.core.message.WorkerInstruction.StopWorker;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The golden bytes are re-recorded with `-Dtest.flags=-Dgolden.record=true`; a change to them needs a new
/// [Protocol#VERSION].
class MessageCodecTest {
    private static final JobId SESSION = new JobId(5, 6);
    private static final long GOLDEN_SEED = 20_170_917;
    private static final Path GOLDEN =
            Path.of(System.getProperty("quern.root", "..")).resolve("core/src/test/resources/wire/golden.txt");

    @Test
    void everyKindOfMessageHasASample() {
        assertThat(new MessageSamples(1).all().stream().map(Object::getClass).toList())
                .containsExactlyElementsOf(MessageSamples.kinds().stream()
                        .<Class<?>>map(kind -> kind)
                        .toList());
    }

    @Test
    void bytesOfEveryMessageAreTheGoldenOnes() throws IOException {
        Map<String, String> recorded = new TreeMap<>();
        for (Message message : new MessageSamples(GOLDEN_SEED).all()) {
            String name = message.getClass().getName().replaceFirst(".*\\.", "");
            recorded.put(name, HexFormat.of().formatHex(MessageCodec.encode(message)));
        }
        List<String> lines = recorded.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
        if (Boolean.getBoolean("golden.record")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.write(GOLDEN, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(GOLDEN));
    }

    @Test
    void randomMessagesComeBackEqual() {
        long firstSeed = Long.getLong("seed", 1_000);
        for (long seed = firstSeed; seed < firstSeed + 300; seed++) {
            for (Message message : new MessageSamples(seed).all()) {
                assertThat(MessageCodec.decode(MessageCodec.encode(message)))
                        .as("seed %d", seed)
                        .isEqualTo(message);
            }
        }
    }

    @Test
    void extremeNumbersComeBackEqual() {
        for (long value : new long[] {0, 1, -1, 63, 64, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Message chunk = new ResultChunk(value, Payload.EMPTY, true);
            assertThat(MessageCodec.decode(MessageCodec.encode(chunk))).isEqualTo(chunk);
        }
    }

    @Test
    void malformedFramesNameFamilyFieldAndPlace() {
        byte[] cut = Arrays.copyOf(MessageCodec.encode(new CancelJob(new JobId(1, 2))), 12);
        assertThatThrownBy(() -> MessageCodec.decode(cut))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(
                        "ClientMessage.job.low at byte 9 of 12: 8 bytes or elements are announced, 3 bytes");
        assertThatThrownBy(() -> MessageCodec.decode(new byte[0])).hasMessageContaining("Message.type at byte 0 of 0");
        assertThatThrownBy(() -> MessageCodec.decode(new byte[] {(byte) 200}))
                .hasMessageContaining("no message has the type 200");
        assertThatThrownBy(() -> MessageCodec.decode(new byte[] {10, 0})).hasMessageContaining("1 bytes are left over");
        assertThatThrownBy(() -> MessageCodec.decode(new byte[] {16, 2, (byte) 0xC3, 0x28}))
                .hasMessageContaining("ClientMessage.name at byte 2 of 4: it is not UTF-8");
        byte[] wide = {16, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        assertThatThrownBy(() -> MessageCodec.decode(wide)).hasMessageContaining("a number of more than 64 bits");
        assertThatThrownBy(() -> MessageCodec.decode(new byte[] {1, 'G', 'E', 'T', ' ', '/', ' ', 'H', 'T'}))
                .hasMessageContaining("HandshakeMessage.magic")
                .hasMessageContaining("does not speak the protocol of Quern");
    }

    @Test
    void tooLongNamesAreRefusedAndTooLongTextsAreCut() {
        assertThatThrownBy(() -> MessageCodec.encode(new RegisterClient("x".repeat(10_000), SESSION, false)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("cannot encode RegisterClient: a name of 10000 bytes, the limit is 8192");
        Message cut = MessageCodec.decode(MessageCodec.encode(new StopWorker("ü".repeat(1_000_000), false)));
        assertThat(((StopWorker) cut).reason()).startsWith("üüü").endsWith("ü…").hasSizeLessThan(100_000);
        JobRefused whole = new JobRefused(new JobId(1, 2), "y".repeat(100_000));
        assertThat(MessageCodec.decode(MessageCodec.encode(whole))).isEqualTo(whole);
    }

    @Test
    void namesAndValuesOfSharedObjectsAreBounded() {
        assertThatThrownBy(() -> new SharedName(""))
                .hasMessageStartingWith("the name of a shared object has from 1 to 255 characters, this one has 0;");
        assertThatThrownBy(() -> new SharedName("x".repeat(256))).hasMessageContaining("this one has 256 and begins");
        assertThatThrownBy(() -> new SharedValue.Bytes(Payload.of(new byte[1024 * 1024 + 1])))
                .hasMessageContaining("a shared value of 1048577 bytes is larger than the limit, 1048576 bytes; put");
        assertThatThrownBy(() -> MessageCodec.decode(new byte[] {100, 2, 0}))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("CoordinationRequest before byte 3 of 3: the name of a shared object");
    }

    @Test
    void aWorkerThatSaysItHoldsMoreThanItHasIsRefused() {
        byte[] frame = MessageCodec.encode(new RegisterWorker("w", "tcp://w:1", 1, 62, 62, Map.of()));
        // The count of the resources, none, comes last; numbers of this size have a byte.
        frame[frame.length - 2] = (byte) (frame[frame.length - 2] + 2);
        assertThatThrownBy(() -> MessageCodec.decode(frame))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("worker w with 62 bytes of memory cannot hold 63 bytes of one result")
                .hasMessageContaining("it must be 1 to 62: start the worker from the same release as its scheduler");
        assertThatThrownBy(() -> new RegisterWorker("w", "tcp://w:1", 1, 62, 0, Map.of()))
                .hasMessageContaining("cannot hold 0 bytes");
    }

    @Test
    void beforeTheHandshakeNothingElseIsRead() {
        for (Message message : new MessageSamples(1).all()) {
            byte[] frame = MessageCodec.encode(message);
            if (message instanceof HandshakeMessage) {
                assertThat(MessageCodec.decodeHandshake(frame)).isEqualTo(message);
            } else {
                // Only its first byte is right: whatever follows is not looked at.
                assertThatThrownBy(() -> MessageCodec.decodeHandshake(new byte[] {frame[0], -1, -1}))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("came before the handshake");
            }
        }
    }

    @Test
    void messagesLargerThanAFrameAreRefused() {
        Payload large = Payload.of(new byte[Protocol.CONTROL_BYTES_MAX]);
        assertThatThrownBy(() -> MessageCodec.encode(new ResultChunk(1, large, true)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("larger than the limit of a message, 64 MiB");
    }
}
