package io.quern.bench.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What nannies say of the ends of their workers, in the words of their logs.
record NannyLog(List<String> deaths) {
    private static final Pattern DEATH = Pattern.compile("\\(process \\d+\\) (.*); it had run for ");
    private static final Pattern SIZE = Pattern.compile("\\d+(\\.\\d+)? [KMG]?i?B");

    static NannyLog read(List<Path> logs) throws IOException {
        List<String> deaths = new ArrayList<>();
        for (Path log : logs) {
            try (Stream<String> lines = Files.lines(log)) {
                deaths.addAll(of(lines).deaths());
            }
        }
        return new NannyLog(deaths);
    }

    static NannyLog of(Stream<String> lines) {
        return new NannyLog(lines.map(DEATH::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .toList());
    }

    /// Those that it says memory was the reason of.
    long namedForMemory() {
        return deaths.stream().filter(death -> death.contains("memory")).count();
    }

    /// Each way to end once, with its number; sizes that differ make no difference.
    Map<String, Integer> kinds() {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        deaths.forEach(death -> kinds.merge(SIZE.matcher(death).replaceAll("…"), 1, Integer::sum));
        return kinds;
    }
}
