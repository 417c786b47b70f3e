package io.quern.bench.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Number and digest of the groups in JSON-lines output, whatever the order of lines and of the keys in
/// objects: the sum of the first 64 bits of each canonical line's SHA-256. Equal digests mean equal results.
public record GroupDigest(long groups, long sum) {
    private static final JsonFactory JSON = new JsonFactory();

    /// Reads a file, or all `.json` and `.jsonl` files of a folder but those whose names begin with `_` or `.`.
    public static GroupDigest of(Path output) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(output)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("[^_.].*\\.jsonl?"))
                    .toList();
        }
        long groups = 0;
        long sum = 0;
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    groups++;
                    sum += hash(canonical(line));
                }
            }
        }
        return new GroupDigest(groups, sum);
    }

    private static String canonical(String line) {
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            return canonical(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("not a JSON object: " + line, e);
        }
    }

    private static String canonical(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return parser.currentToken() + ":" + parser.getText();
        }
        TreeMap<String, String> members = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, canonical(parser));
        }
        return members.toString();
    }

    private static long hash(String canonical) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            long first = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                first = first << 8 | (hash[i] & 0xFF);
            }
            return first;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
