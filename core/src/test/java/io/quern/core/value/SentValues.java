package io.quern.core.value;

import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Values that may be sent, of every kind that [Functions] knows, and types of a program.
@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "UnnecessaryStringBuilder"}) // such values must travel too
final class SentValues {
    private SentValues() {}

    interface Step<A, B> extends Function<A, B>, Serializable {}

    interface Join<A, B, C> extends BiFunction<A, B, C>, Serializable {}

    record Point(int x, long y) {}

    record Nested(Point point, List<Point> more, Map<String, Point> named, double[] weights) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Nested that
                    && point.equals(that.point)
                    && more.equals(that.more)
                    && named.equals(that.named)
                    && Arrays.equals(weights, that.weights);
        }

        @Override
        public int hashCode() {
            return point.hashCode();
        }
    }

    sealed interface Shape {
        record Circle(double radius) implements Shape {}

        record Square(double side) implements Shape {}
    }

    enum Color {
        RED,
        GREEN {
            @Override
            String text() {
                return "grass";
            }
        };

        String text() {
            return name();
        }
    }

    record Checked(int positive) {
        Checked {
            if (positive < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    static final class Bean {
        private final String name;
        int count;
        transient Object cache = new Object();
        Bean next;

        Bean(String name, int count) {
            this.name = name;
            this.count = count;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bean that && name.equals(that.name) && count == that.count;
        }

        @Override
        public int hashCode() {
            return name.hashCode() + count;
        }
    }

    static List<Object> values() {
        Map<String, Integer> counts = new TreeMap<>(Comparator.reverseOrder());
        counts.put("a", 1);
        counts.put("b", 2);
        return List.of(
                true,
                (byte) 1,
                'c',
                (short) 2,
                3,
                4L,
                5.5f,
                6.5,
                "text",
                "",
                "ünïcödé ✓ 𝄞",
                new Point(1, 2),
                new Nested(
                        new Point(1, 2), List.of(new Point(3, 4)), Map.of("a", new Point(5, 6)), new double[] {1, 2}),
                new Shape.Circle(1.5),
                Color.RED,
                Color.GREEN,
                new Bean("bean", 7),
                new Checked(1),
                Duration.ofNanos(5),
                Instant.ofEpochSecond(1, 2),
                LocalDate.of(2017, 9, 17),
                LocalTime.of(1, 2, 3, 4),
                LocalDateTime.of(2017, 9, 17, 1, 2),
                ZoneOffset.ofHours(2),
                ZoneId.of("Europe/Berlin"),
                ZoneId.of("UTC"),
                OffsetTime.of(1, 2, 3, 4, ZoneOffset.UTC),
                OffsetDateTime.of(2017, 9, 1, 1, 2, 3, 4, ZoneOffset.UTC),
                ZonedDateTime.of(2017, 9, 17, 1, 2, 3, 4, ZoneId.of("Europe/Berlin")),
                Year.of(2017),
                YearMonth.of(2017, 9),
                MonthDay.of(9, 17),
                Period.ofDays(3),
                DayOfWeek.MONDAY,
                ChronoUnit.HOURS,
                TimeUnit.SECONDS,
                new Date(5),
                TimeZone.getTimeZone("UTC"),
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.2345678901234567890"),
                RoundingMode.HALF_UP,
                MathContext.DECIMAL128,
                BitSet.valueOf(new long[] {5, 6}),
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                new UUID(1, 2),
                URI.create("http://a.com/x?y#z"),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                StandardCharsets.UTF_8,
                Path.of("a/b"),
                new File("c"),
                String.class,
                Point.class,
                Optional.of("x"),
                Optional.empty(),
                OptionalInt.of(3),
                new ArrayList<>(Arrays.asList("a", null, 1)),
                new LinkedList<>(List.of(1, 2)),
                new HashSet<>(List.of(1, 2)),
                new LinkedHashSet<>(List.of("b", "a")),
                new TreeSet<>(List.of(2, 1)),
                new CopyOnWriteArrayList<>(List.of(1)),
                EnumSet.of(Color.GREEN),
                new HashMap<>(Map.of("k", 1)),
                new LinkedHashMap<>(Map.of("k", List.of(1))),
                new ConcurrentHashMap<>(Map.of("k", 1)),
                new ConcurrentSkipListMap<>(Map.of("k", 1)),
                counts,
                new EnumMap<>(Map.of(Color.RED, 1, Color.GREEN, 2)),
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Set.of(),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of("a", 1),
                Map.of("a", 1, "b", 2),
                Arrays.asList(1, null),
                Stream.of(1, null, 2).toList(),
                Stream.of(1, 2).collect(Collectors.toList()),
                new ArrayList<>(List.of(1, 2, 3)).subList(1, 3),
                List.of(1, 2, 3).subList(0, 2),
                List.of(1, 2, 3).reversed(),
                Collections.unmodifiableList(new ArrayList<>(List.of(1, 2))),
                Collections.unmodifiableSet(new HashSet<>(List.of(1))),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
                Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(1, 2))),
                Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(1, 2))),
                Collections.synchronizedList(new ArrayList<>(List.of(1))),
                Collections.synchronizedMap(new HashMap<>(Map.of(1, 2))),
                Collections.emptyList(),
                Collections.emptyMap(),
                Collections.singletonList(1),
                Collections.singleton(2),
                Collections.singletonMap(1, 2),
                Collections.nCopies(3, "x"),
                new HashMap<>(Map.of(1, 2)).keySet(),
                new Point[] {new Point(1, 2), null},
                new String[] {"a", null},
                new String[][] {{"a"}, {}},
                new int[][] {{1}, {2, 3}},
                new Object[] {1, "a", null},
                new byte[] {1},
                new char[] {'a'},
                new short[] {1},
                new int[] {1},
                new long[] {1},
                new float[] {1},
                new double[100_000],
                new boolean[] {true},
                new Color[] {Color.GREEN},
                new DayOfWeek[] {DayOfWeek.FRIDAY},
                Comparator.naturalOrder(),
                Comparator.reverseOrder(),
                String.CASE_INSENSITIVE_ORDER);
    }
}
