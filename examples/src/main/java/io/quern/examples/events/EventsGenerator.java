package io.quern.examples.events;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Writes events of one day, 2017-09-17, as gzip Parquet in hive-style folders. The same options give the same
/// bytes: every file has a random generator of its own, made of the seed and the file's place.
///
/// Rows are spread evenly over hours; `rich` customers get shares that fall with the square of their rank, others
/// equal ones.
public final class EventsGenerator {
    private static final LocalDate DAY = LocalDate.of(2017, 9, 17);
    private static final int HOURS = 24;

    private final EventsOptions options;
    private final PageViewSource source;

    public EventsGenerator(EventsOptions options) {
        this.options = options;
        source = switch (options.profile()) {
            case SEED -> SeedPageViews.of(options.rows());
            case RICH, SHUFFLED -> RichPageViews.of(options.rows(), options.seed());
            case MEDIUM -> new MediumPageViews(options.seed());
        };
    }

    /// Writes all files, on as many threads as there are processors.
    ///
    /// @return number of files
    /// @throws QuernException if the output folder is not empty or cannot be written
    public int generate() throws InterruptedException {
        prepareOutput();
        List<EventsFile> files = options.profile() == EventsProfile.SHUFFLED ? shuffledFiles() : folderFiles();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<?>> running = new ArrayList<>();
            for (EventsFile file : files) {
                running.add(threads.submit(() -> {
                    file.write(options, source);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                await(one, threads);
            }
        }
        return files.size();
    }

    private static void await(Future<?> file, ExecutorService threads) throws InterruptedException {
        try {
            file.get();
        } catch (ExecutionException e) {
            threads.shutdownNow();
            throw new QuernException(ErrorCode.RESOURCES, "cannot write events: " + e.getCause(), e.getCause());
        }
    }

    private void prepareOutput() {
        try {
            Files.createDirectories(options.output());
            try (Stream<Path> entries = Files.list(options.output())) {
                if (entries.findAny().isPresent()) {
                    throw QuernException.user("the output folder " + options.output()
                            + " is not empty; remove it or name another one with --output");
                }
            }
        } catch (IOException e) {
            throw QuernException.user("cannot write to the output folder " + options.output() + ": " + e, e);
        }
    }

    /// One file an hour, customer and number, without those that get no row.
    private List<EventsFile> folderFiles() {
        List<EventsFile> files = new ArrayList<>();
        long[] hours = Shares.even(options.rows(), HOURS);
        for (int hour = 0; hour < HOURS; hour++) {
            long[] customers = customerShares(hours[hour]);
            for (int customer = 0; customer < customers.length; customer++) {
                Path folder = options.output()
                        .resolve("year=" + DAY.getYear())
                        .resolve("month=%02d".formatted(DAY.getMonthValue()))
                        .resolve("day=%02d".formatted(DAY.getDayOfMonth()))
                        .resolve("hour=%02d".formatted(hour))
                        .resolve("customer=" + source.customer(customer));
                long[] parts = Shares.even(customers[customer], options.filesPerHour());
                for (int part = 0; part < parts.length; part++) {
                    if (parts[part] > 0) {
                        Path file = folder.resolve("part-%05d.gz.parquet".formatted(part));
                        files.add(EventsFile.ofFolder(file, files.size(), hourMillis(hour), customer, parts[part]));
                    }
                }
            }
        }
        return files;
    }

    private List<EventsFile> shuffledFiles() {
        List<EventsFile> files = new ArrayList<>();
        for (long rows : Shares.even(options.rows(), HOURS * options.filesPerHour())) {
            if (rows > 0) {
                Path file = options.output().resolve("part-%05d.gz.parquet".formatted(files.size()));
                files.add(EventsFile.ofDay(file, files.size(), hourMillis(0), rows));
            }
        }
        return files;
    }

    private static long hourMillis(int hour) {
        return DAY.atTime(hour, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private long[] customerShares(long rows) {
        return options.profile() == EventsProfile.RICH
                ? Shares.skewed(rows, options.customers())
                : Shares.even(rows, options.customers());
    }
}
