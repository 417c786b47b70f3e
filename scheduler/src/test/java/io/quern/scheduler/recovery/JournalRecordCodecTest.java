package io.quern.scheduler.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.wire.Protocol;
import io.quern.core.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The golden bytes are re-recorded with `-Dtest.flags=-Dgolden.record=true`; a change to them needs a new
/// [Protocol#VERSION].
class JournalRecordCodecTest {
    private static final long GOLDEN_SEED = 20_170_917;
    private static final Path GOLDEN =
            Path.of(System.getProperty("quern.root", "..")).resolve("scheduler/src/test/resources/journal/golden.txt");

    @Test
    void everyKindOfRecordHasASampleAndATypeOfItsOwn() {
        List<JournalRecord> samples = new RecordSamples(new Random(1)).all();
        assertThat(samples.stream().map(Object::getClass).toList())
                .containsExactlyElementsOf(RecordSamples.kinds().stream()
                        .<Class<?>>map(kind -> kind)
                        .toList());
        assertThat(samples.stream().map(JournalRecordCodec::type))
                .doesNotHaveDuplicates()
                .allMatch(type -> type > 0 && type < 256);
    }

    @Test
    void bytesOfEveryRecordAreTheGoldenOnes() throws IOException {
        List<String> lines = new RecordSamples(new Random(GOLDEN_SEED))
                .all().stream()
                        .map(record -> record.getClass().getSimpleName() + " " + JournalRecordCodec.type(record) + " "
                                + HexFormat.of().formatHex(bytes(record)))
                        .toList();
        if (Boolean.getBoolean("golden.record")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.write(GOLDEN, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(GOLDEN));
    }

    @Test
    void randomRecordsComeBackEqual() {
        long firstSeed = Long.getLong("seed", 1_000);
        for (long seed = firstSeed; seed < firstSeed + 300; seed++) {
            for (JournalRecord record : new RecordSamples(new Random(seed)).all()) {
                assertThat(JournalRecordCodec.decode(JournalRecordCodec.type(record), bytes(record)))
                        .as("seed %d", seed)
                        .isEqualTo(record);
            }
        }
    }

    @Test
    void damagedRecordsEndWithAProtocolExceptionAndNothingElse() {
        long seed = Long.getLong("seed", 7);
        Random random = new Random(seed);
        List<JournalRecord> samples = new RecordSamples(random).all();
        for (int i = 0; i < 40_000; i++) {
            JournalRecord sample = samples.get(random.nextInt(samples.size()));
            byte[] damaged = bytes(sample);
            if (random.nextBoolean()) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 4));
            }
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(JournalRecordCodec.decode(JournalRecordCodec.type(sample), damaged))
                        .isNotNull();
            } catch (ProtocolException expected) {
                assertThat(expected).hasMessageStartingWith("malformed message: JournalRecord");
            } catch (RuntimeException | Error other) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(damaged), other);
            }
        }
    }

    @Test
    void unknownTypesAreRefused() {
        assertThatThrownBy(() -> JournalRecordCodec.decode(255, new byte[0]))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("no record has the type 255");
    }

    @Test
    void whatFillsTheLargestMessageFitsIntoARecordAndItsSizeIsForeseen() {
        Payload function = Payload.of(new byte[Protocol.CONTROL_BYTES_MAX - 100]);
        JournalRecord large = submit(function);
        assertThat(bytes(large).length).isBetween(function.sizeBytes(), Protocol.RECORD_BYTES_MAX);
        assertThat(RecordSize.estimateBytes(large))
                .isBetween((long) bytes(large).length, function.sizeBytes() + 4_096L);
        assertThatThrownBy(() -> bytes(submit(Payload.of(new byte[Protocol.RECORD_BYTES_MAX]))))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("cannot encode JobSubmitted: it is larger than the limit");
    }

    @Test
    void sizesAreForeseenForRecordsOfEveryKind() {
        for (JournalRecord record : new RecordSamples(new Random(4)).all()) {
            long size = bytes(record).length;
            assertThat(RecordSize.estimateBytes(record))
                    .as(record.getClass().getSimpleName())
                    .isBetween(size - 100, 3 * size + 1_500);
        }
    }

    private static JournalRecord submit(Payload function) {
        StageSpec stage = new StageSpec(0, "read", 1, true, List.of(), function, List.of());
        return new JournalRecord.JobSubmitted(
                new JobId(1, 2), new JobSpec(new JobId(3, 4), "large", List.of(stage), List.of(0)));
    }

    private static byte[] bytes(JournalRecord record) {
        ByteBuffer buffer = JournalRecordCodec.encode(record);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
