package io.quern.dataframe.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.ObjectVector;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.RandomColumns;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrowStreamTest {
    private static final int SEEDS = 2_000;
    private static final int MUTATIONS = 20;

    @Test
    void partitionsComeBackAsTheyWere() {
        Seeds.run(SEEDS, random -> {
            RandomColumns make = new RandomColumns(random);
            Schema schema = make.schema(random.nextInt(5));
            Partition partition = make.partition(schema, random.nextInt(4), 80);
            byte[] bytes = encoded(partition);
            assertThat(bytes.length % 8).isZero();
            ByteArrayInputStream in = new ByteArrayInputStream(bytes);
            Partition decoded = decoded(in);
            assertThat(in.available()).isZero();
            assertThat(decoded.schema()).isEqualTo(schema);
            assertThat(RandomColumns.rows(decoded)).isEqualTo(RandomColumns.rows(partition));
            decoded.batches().forEach(batch -> checkTypes(batch));
        });
    }

    private static void checkTypes(Batch batch) {
        for (int i = 0; i < batch.columns().size(); i++) {
            assertThat(batch.columns().get(i).type())
                    .isEqualTo(batch.schema().fields().get(i).type());
        }
    }

    @Test
    void nothingIsReadBeyondTheEnd() throws IOException {
        byte[] bytes = encoded(strings(List.of("a")));
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(bytes);
        twice.write(bytes);
        ByteArrayInputStream in = new ByteArrayInputStream(twice.toByteArray());
        ArrowStreamReader.read(in);
        assertThat(in.available()).isEqualTo(bytes.length);
    }

    @Test
    void aDictionaryOfSeveralBatchesIsWrittenOnce() throws IOException {
        Schema schema = Schema.of(Field.of("url", DataType.STRING));
        Vector dictionary = CellWriter.vector(
                schema.fields().getFirst(),
                IntStream.range(0, 1000)
                        .mapToObj(i -> "http://a.com/articles/" + i)
                        .toList());
        List<Batch> batches = IntStream.range(0, 4)
                .mapToObj(b -> new Batch(schema, 1000, List.of(codes(1000, dictionary))))
                .toList();
        byte[] one = encoded(new Partition(schema, batches.subList(0, 1)));
        byte[] four = encoded(new Partition(schema, batches));
        assertThat(four.length - one.length).isLessThan(3 * (1000 * 2 + 300)); // codes of 16 bits
        Partition decoded = ArrowStreamReader.read(new ByteArrayInputStream(four));
        assertThat(decoded.batches().stream()
                        .map(batch -> (DictionaryVector) batch.columns().getFirst())
                        .map(DictionaryVector::dictionary)
                        .map(System::identityHashCode)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void onlyEntriesInUseAreWritten() {
        Schema schema = Schema.of(Field.of("url", DataType.STRING));
        Vector dictionary = CellWriter.vector(
                schema.fields().getFirst(),
                IntStream.range(0, 10_000).mapToObj(i -> "http://a.com/" + i).toList());
        Vector few = new DictionaryVector(3, Validity.ALL, new int[] {9_000, 4, 9_000}, dictionary);
        Partition partition = new Partition(schema, List.of(new Batch(schema, 3, List.of(few))));
        assertThat(encoded(partition).length).isLessThan(1000);
        assertThat(RandomColumns.rows(decoded(new ByteArrayInputStream(encoded(partition)))))
                .containsExactly(List.of("http://a.com/9000"), List.of("http://a.com/4"), List.of("http://a.com/9000"));
    }

    @Test
    void constantsAndMissingColumnsStayWhatTheyAre() {
        Schema schema = Schema.of(Field.of("day", DataType.STRING), Field.of("extra", DataType.INT64));
        Vector day = new ConstantVector(CellWriter.vector(schema.fields().getFirst(), List.of("17")), 1000);
        Batch batch = new Batch(schema, 1000, List.of(day, new NullVector(DataType.INT64, 1000)));
        Partition decoded = decoded(new ByteArrayInputStream(encoded(new Partition(schema, List.of(batch)))));
        assertThat(decoded.batches().getFirst().columns().get(0)).isInstanceOf(ConstantVector.class);
        assertThat(RandomColumns.rows(decoded)).isEqualTo(RandomColumns.rows(batch));
    }

    /// Objects of the user's.
    record Seen(int count, List<String> urls) {}

    @Test
    void objectsOfTheProgramTravelToo() {
        Schema schema = Schema.of(Field.of("state", DataType.OBJECT));
        Object[] values = {new Seen(1, List.of("a")), null, "text"};
        Partition partition =
                new Partition(schema, List.of(new Batch(schema, 3, List.of(new ObjectVector(3, values)))));
        assertThat(RandomColumns.rows(decoded(new ByteArrayInputStream(encoded(partition)))))
                .isEqualTo(RandomColumns.rows(partition));
        assertThatThrownBy(() -> ArrowStreamWriter.write(partition, new ByteArrayOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Java objects");
    }

    @Test
    void nullableKeysOfMapsKeepTheirSchema() {
        DataType map = new MapType(Field.of("key", DataType.STRING), Field.required("value", DataType.INT64));
        Schema schema = Schema.of(Field.of("m", map));
        assertThat(decoded(new ByteArrayInputStream(encoded(new Partition(schema, List.of()))))
                        .schema())
                .isEqualTo(schema);
    }

    /// The bytes of one small partition: a change of the format must be meant.
    @Test
    void theFormatIsGolden() throws IOException {
        String golden;
        try (var in = ArrowStreamTest.class.getResourceAsStream("strings.arrows.hex")) {
            golden = in == null ? "" : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        }
        String actual = HexFormat.of().formatHex(encoded(strings(java.util.Arrays.asList("a", null, "bc"))));
        assertThat(actual.replaceAll("(.{64})", "$1\n").strip()).isEqualTo(golden.strip());
    }

    @Test
    void damagedBytesGiveAnIOException() {
        Seeds.run(SEEDS / 4, random -> {
            RandomColumns make = new RandomColumns(random);
            byte[] bytes = encoded(make.partition(make.schema(1 + random.nextInt(3)), 2, 30));
            for (int i = 0; i < MUTATIONS; i++) {
                readMutated(random, bytes.clone());
            }
        });
    }

    private static void readMutated(SplittableRandom random, byte[] bytes) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) 0xFF;
                case 1 -> (byte) 0x7F;
                case 2 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                default -> (byte) random.nextInt();
            };
        }
        int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
        try {
            Partition read = ArrowStreamReader.read(new ByteArrayInputStream(bytes, 0, length));
            encoded(read); // what is accepted is sound: it can be walked
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("not a readable Arrow stream: ");
        }
    }

    @Test
    void aStreamCutShortSaysSo() {
        byte[] bytes = encoded(strings(List.of("a", "b")));
        assertThatThrownBy(() -> ArrowStreamReader.read(new ByteArrayInputStream(bytes, 0, bytes.length - 12)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it was cut short");
    }

    @Test
    void anAnnouncedSizeIsNotBelieved() {
        byte[] bytes = HexFormat.of().parseHex("ffffffff" + "ffffff7f" + "0000");
        assertThatThrownBy(() -> ArrowStreamReader.read(new ByteArrayInputStream(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "not a readable Arrow stream: it announces a message of 2147483647 bytes, the limit is 67108864");
    }

    private static Vector codes(int length, Vector dictionary) {
        int[] codes =
                IntStream.range(0, length).map(i -> i * 7 % dictionary.length()).toArray();
        return new DictionaryVector(length, Validity.ALL, codes, dictionary);
    }

    private static Partition strings(List<String> values) {
        Schema schema = Schema.of(Field.of("s", DataType.STRING));
        Vector vector = CellWriter.vector(schema.fields().getFirst(), values);
        return new Partition(schema, List.of(new Batch(schema, values.size(), List.of(vector))));
    }

    static byte[] encoded(Partition partition) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new PartitionCodec().encode(partition, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Partition decoded(ByteArrayInputStream in) {
        try {
            return (Partition) new PartitionCodec().decode(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
