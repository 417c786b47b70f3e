package io.quern.dataframe.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The JSON of manifests, of `_SUCCESS` and of the list of replaced files. Unknown members are skipped, so that a
/// newer version's files can be read.
final class OutputJson {
    private static final JsonFactory JSON = new JsonFactory();

    private OutputJson() {}

    /// Writes the members of one object.
    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] encode(OutputManifest manifest) {
        return object(json -> {
            json.writeNumberField("partition", manifest.partition());
            json.writeNumberField("attempt", manifest.attempt());
            writeFiles(json, manifest.files());
        });
    }

    static byte[] encode(OutputSummary summary) {
        return object(json -> {
            json.writeStringField("job", summary.job());
            json.writeStringField("version", summary.version());
            json.writeNumberField("rows", summary.rows());
            json.writeNumberField("sizeBytes", summary.sizeBytes());
            json.writeArrayFieldStart("schema");
            for (String column : summary.schema()) {
                json.writeString(column);
            }
            json.writeEndArray();
            writeFiles(json, summary.files());
        });
    }

    /// @param names of files of the output that is replaced
    static byte[] encodeReplaced(List<String> names) {
        return object(json -> {
            json.writeArrayFieldStart("replaced");
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
        });
    }

    private static byte[] object(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        return bytes.toByteArray();
    }

    private static void writeFiles(JsonGenerator json, List<OutputFile> files) throws IOException {
        json.writeArrayFieldStart("files");
        for (OutputFile file : files) {
            json.writeStartObject();
            json.writeStringField("name", file.name());
            json.writeNumberField("rows", file.rows());
            json.writeNumberField("sizeBytes", file.sizeBytes());
            json.writeStringField("crc32c", Long.toHexString(file.crc32c()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static OutputManifest manifest(byte[] bytes) throws IOException {
        Read members = read(bytes);
        return new OutputManifest(members.partition, members.attempt, members.files);
    }

    /// What [#encodeReplaced] wrote.
    static List<String> replaced(byte[] bytes) throws IOException {
        return read(bytes).replaced;
    }

    /// @throws IOException if the bytes are not the `_SUCCESS` of a job of ours
    static OutputSummary summary(byte[] bytes) throws IOException {
        Read members = read(bytes);
        if (members.job.isEmpty()) {
            throw new IOException("no member 'job': not written by Quern");
        }
        return new OutputSummary(members.job, members.version, members.schema, members.files);
    }

    /// Members of any of these objects, as read so far.
    private static final class Read {
        private int partition;
        private int attempt;
        private String job = "";
        private String version = "";
        private final List<String> schema = new ArrayList<>();
        private final List<OutputFile> files = new ArrayList<>();
        private final List<String> replaced = new ArrayList<>();
    }

    private static Read read(byte[] bytes) throws IOException {
        Read members = new Read();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "partition" -> members.partition = json.getIntValue();
                    case "attempt" -> members.attempt = json.getIntValue();
                    case "job" -> members.job = json.getText();
                    case "version" -> members.version = json.getText();
                    case "schema" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            members.schema.add(json.getText());
                        }
                    }
                    case "replaced" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            members.replaced.add(json.getText());
                        }
                    }
                    case "files" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            members.files.add(readFile(json));
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        return members;
    }

    private static OutputFile readFile(JsonParser json) throws IOException {
        String file = "";
        long rows = 0;
        long sizeBytes = 0;
        long crc32c = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "name" -> file = json.getText();
                case "rows" -> rows = json.getLongValue();
                case "sizeBytes" -> sizeBytes = json.getLongValue();
                case "crc32c" -> crc32c = Long.parseLong(json.getText(), 16);
                default -> json.skipChildren();
            }
        }
        return new OutputFile(file, rows, sizeBytes, crc32c);
    }
}
