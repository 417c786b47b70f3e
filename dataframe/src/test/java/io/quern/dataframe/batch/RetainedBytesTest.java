package io.quern.dataframe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.arrow.PartitionCodec;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetainedBytesTest {
    private static final Schema SCHEMA =
            Schema.of(Field.of("code", DataType.STRING), Field.of("text", DataType.STRING));

    @Test
    void whatBatchesShareIsCountedOnce() {
        byte[] data = "abcdefgh".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        Vector dictionary = new BytesVector(DataType.STRING, 1, Validity.ALL, data, new int[] {0, data.length});
        byte[] shared = new byte[4_000];
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            batches.add(new Batch(
                    SCHEMA,
                    2,
                    List.of(
                            new DictionaryVector(2, Validity.ALL, new int[2], dictionary),
                            new BytesVector(DataType.STRING, 2, Validity.ALL, shared, new int[] {0, 5, i}))));
        }

        long dictionaryBytes = data.length + 2 * 4L;
        long eachBytes = 2 * 4L + 3 * 4L;
        assertThat(new Partition(SCHEMA, batches).retainedBytes())
                .isEqualTo(dictionaryBytes + shared.length + 10 * eachBytes);
        assertThat(new Partition(SCHEMA, batches.subList(0, 1)).retainedBytes())
                .isEqualTo(batches.getFirst().retainedBytes());
        List<Partition> parts = batches.stream()
                .map(batch -> new Partition(SCHEMA, List.of(batch)))
                .toList();
        assertThat(Partition.retainedBytesTogether(parts)).isEqualTo(dictionaryBytes + shared.length + 10 * eachBytes);
        assertThat(new PartitionCodec().sizeBytesTogether(parts)).isEqualTo(Partition.retainedBytesTogether(parts));
    }
}
