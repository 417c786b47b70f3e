package io.quern.cli.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Input for jobs that take long enough for something to happen to them.
final class EventFiles {
    private EventFiles() {}

    /// The sample's files many times, as files of many customers.
    ///
    /// @return the folder that holds them, inside the given one
    static Path ofManyCustomers(Path folder, int customers) throws IOException {
        Path sample = QuernProcess.ROOT.resolve(
                "examples/src/test/resources/events-sample/input/year=2017/month=09/day=17/hour=00/customer=site3.com");
        Path file;
        try (Stream<Path> files = Files.list(sample)) {
            file = files.findFirst().orElseThrow();
        }
        for (int customer = 0; customer < customers; customer++) {
            Path copies = Files.createDirectories(
                    folder.resolve("input/year=2017/month=09/day=17/hour=00/customer=site" + customer + ".com"));
            Files.copy(file, copies.resolve("part-0.gz.parquet"));
        }
        return folder.resolve("input");
    }
}
