package io.quern.examples.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/// One file to generate.
///
/// @param number of the file in the whole data set: part of its random seed
/// @param fromMillis begin of its hour, or of the day
/// @param customer whose folder it lies in, or [#ALL_CUSTOMERS]
record EventsFile(Path path, int number, long fromMillis, int customer, long rows) {
    /// The file holds all customers and hours, and says so in columns.
    static final int ALL_CUSTOMERS = -1;

    private static final int HOURS = 24;
    private static final int SHUFFLED_ROW_GROUP_ROWS = 20_000;
    /// Room for 200,000 uuids in a dictionary.
    private static final int MEDIUM_DICTIONARY_BYTES = 16 << 20;
    /// Parquet-java gives a dictionary up if the first page does not pay; in a large page it does.
    private static final int MEDIUM_PAGE_ROWS = 1_000_000;

    static EventsFile ofFolder(Path path, int number, long hourMillis, int customer, long rows) {
        return new EventsFile(path, number, hourMillis, customer, rows);
    }

    static EventsFile ofDay(Path path, int number, long dayMillis, long rows) {
        return new EventsFile(path, number, dayMillis, ALL_CUSTOMERS, rows);
    }

    void write(EventsOptions options, PageViewSource source) throws IOException {
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Schema schema = schema();
        SplittableRandom random = new SplittableRandom(SessionId.mix(options.seed()) + SessionId.mix(~number));
        try (ParquetWriter<GenericData.Record> writer = writer(schema, options.profile())) {
            for (long row = 0; row < rows; row++) {
                writer.write(record(schema, options, source, random));
            }
        }
    }

    private GenericData.Record record(
            Schema schema, EventsOptions options, PageViewSource source, SplittableRandom random) {
        GenericData.Record record = new GenericData.Record(schema);
        int whose = customer;
        long hourMillis = fromMillis;
        if (customer == ALL_CUSTOMERS) {
            whose = Shares.skewedPart(random.nextDouble(), options.customers());
            hourMillis += random.nextInt(HOURS) * PageViewSource.MILLIS_AN_HOUR;
            record.put("customer", source.customer(whose));
        }
        PageView view = source.next(random, whose, hourMillis);
        record.put("url", view.url());
        record.put("referrer", view.referrer());
        record.put("session_id", view.sessionId());
        record.put("ts", view.tsMillis());
        return record;
    }

    private Schema schema() {
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("event")
                .fields()
                .optionalString("url")
                .optionalString("referrer")
                .optionalString("session_id")
                .name("ts")
                .type(Schema.createUnion(Schema.create(Schema.Type.NULL), time))
                .withDefault(null);
        return (customer == ALL_CUSTOMERS ? fields.optionalString("customer") : fields).endRecord();
    }

    private ParquetWriter<GenericData.Record> writer(Schema schema, EventsProfile profile) throws IOException {
        AvroParquetWriter.Builder<GenericData.Record> builder = AvroParquetWriter.<GenericData.Record>builder(
                        new LocalOutputFile(path))
                .withConf(new PlainParquetConfiguration())
                .withSchema(schema)
                .withCompressionCodec(CompressionCodecName.GZIP);
        switch (profile) {
            case SHUFFLED -> builder.withRowGroupRowCountLimit(SHUFFLED_ROW_GROUP_ROWS);
            case MEDIUM ->
                builder.withDictionaryPageSize(MEDIUM_DICTIONARY_BYTES)
                        .withPageRowCountLimit(MEDIUM_PAGE_ROWS)
                        .withPageSize(MEDIUM_DICTIONARY_BYTES);
            case SEED, RICH -> {}
        }
        return builder.build();
    }
}
