package io.quern.dataframe.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The corpus' CSV files: a header, fields quoted or not, an empty field without quotes is null, no quote within a
/// field.
final class ExpectedCsv {
    private ExpectedCsv() {}

    static List<List<String>> rows(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size()).stream().map(ExpectedCsv::row).toList();
    }

    private static List<String> row(String line) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            boolean isQuoted = line.startsWith("\"", at);
            int end = isQuoted ? line.indexOf('"', at + 1) : line.indexOf(',', at);
            end = end < 0 ? line.length() : end;
            String field = line.substring(isQuoted ? at + 1 : at, end);
            fields.add(field.isEmpty() && !isQuoted ? null : field);
            at = isQuoted ? end + 2 : end + 1;
        }
        return fields;
    }

    static List<List<String>> texts(List<List<Object>> rows) {
        List<List<String>> texts = new ArrayList<>();
        for (List<Object> row : rows) {
            List<String> text = new ArrayList<>();
            for (Object value : row) {
                text.add(value == null ? null : value.toString());
            }
            texts.add(text);
        }
        return texts;
    }
}
