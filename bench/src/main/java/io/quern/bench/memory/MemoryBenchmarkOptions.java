package io.quern.bench.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `bench/memory` was asked for.
///
/// @param points numbers of what is measured, in the order asked for
/// @param scale see [Setup]
/// @param isContained whether workers and peers run in containers
/// @param minutesMax for one job
/// @param sparkHome folder of Apache Spark, to be measured beside points 1 and 2; null where it is not
record MemoryBenchmarkOptions(
        List<Integer> points,
        double scale,
        boolean isContained,
        int minutesMax,
        @Nullable Path sparkHome) {
    static final String USAGE =
            "usage: bench/memory [POINT …] [--scale SHARE] [--containers] [--minutes-max N] [--spark SPARK_HOME]";

    private static final List<Integer> ALL = List.of(1, 2, 3, 4, 5);
    private static final List<Integer> CONTAINED = List.of(1, 2, 3, 4);
    private static final int MINUTES_MAX = 60;

    MemoryBenchmarkOptions {
        points = List.copyOf(points);
    }

    /// @throws IllegalArgumentException says what is wrong with them
    static MemoryBenchmarkOptions parse(List<String> arguments) {
        List<Integer> points = new ArrayList<>();
        double scale = 1;
        int minutesMax = MINUTES_MAX;
        boolean isContained = false;
        Path sparkHome = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--scale" -> scale = scale(value(arguments, ++i));
                case "--minutes-max" -> minutesMax = minutes(value(arguments, ++i));
                case "--containers" -> isContained = true;
                case "--spark" -> sparkHome = sparkHome(value(arguments, ++i));
                default -> points.add(point(argument));
            }
        }
        List<Integer> possible = isContained ? CONTAINED : ALL;
        if (!possible.containsAll(points)) {
            throw new IllegalArgumentException("point 5 looks at one set of workers for long and at no limit: it is "
                    + "measured without --containers");
        }
        return new MemoryBenchmarkOptions(
                points.isEmpty() ? possible : points, scale, isContained, minutesMax, sparkHome);
    }

    private static String value(List<String> arguments, int at) {
        if (at >= arguments.size()) {
            throw new IllegalArgumentException(arguments.getLast() + " wants a value");
        }
        return arguments.get(at);
    }

    private static Path sparkHome(String value) {
        Path home = Path.of(value).toAbsolutePath();
        if (!Files.isExecutable(home.resolve(SparkRun.COMMAND))) {
            throw new IllegalArgumentException("--spark " + value + " has no " + SparkRun.COMMAND
                    + ": give the folder of a Spark distribution, or of the package pyspark");
        }
        return home;
    }

    private static int point(String argument) {
        if (!argument.matches("[1-5]")) {
            throw new IllegalArgumentException("\"" + argument + "\" is neither a point, 1 to 5, nor an option");
        }
        return Integer.parseInt(argument);
    }

    private static double scale(String value) {
        double scale = value.matches("\\d+(\\.\\d+)?") ? Double.parseDouble(value) : 0;
        if (scale <= 0 || scale > 1) {
            throw new IllegalArgumentException("--scale " + value + " is no share: give more than 0 and at most 1");
        }
        return scale;
    }

    private static int minutes(String value) {
        if (!value.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException("--minutes-max " + value + " is no number of minutes from 1 to 9999");
        }
        return Integer.parseInt(value);
    }
}
