package io.quern.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URL;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
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
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "UnnecessaryStringBuilder"}) // such values must travel too
class FunctionsTest {
    private static final ClassLoader LOADER = FunctionsTest.class.getClassLoader();

    private final Functions functions = Functions.of(LOADER);

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
        private int count;
        private transient Object cache = new Object();
        private Bean next;

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

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("values")
    void valuesComeBackEqual(Object value) {
        Object back = roundTrip(value);
        if (value.getClass().isArray()) {
            assertThat(back).isInstanceOf(value.getClass());
            assertThat(Arrays.deepEquals(new Object[] {back}, new Object[] {value}))
                    .isTrue();
        } else {
            assertThat(back).isEqualTo(value);
        }
    }

    @Test
    void valuesWithoutEqualsComeBackAlike() {
        assertThat(roundTrip(null)).isNull();
        assertThat((Iterable<?>) roundTrip(new ArrayDeque<>(List.of(1, 2))))
                .map(Object::toString)
                .containsExactly("1", "2");
        assertThat(((PriorityQueue<?>) roundTrip(new PriorityQueue<>(List.of(2, 1)))).peek())
                .isEqualTo(1);
        assertThat(((AtomicLong) roundTrip(new AtomicLong(5))).get()).isEqualTo(5);
        assertThat(((AtomicReference<?>) roundTrip(new AtomicReference<>("x"))).get())
                .isEqualTo("x");
        assertThat(((Pattern) roundTrip(Pattern.compile("a+", Pattern.CASE_INSENSITIVE)))
                        .matcher("AA")
                        .matches())
                .isTrue();
        assertThat((Collection<?>) roundTrip(new HashMap<>(Map.of("k", 5)).values()))
                .map(Object::toString)
                .containsExactly("5");
        assertThat(roundTrip(new StringBuilder("ab"))).hasToString("ab");
        assertThat(roundTrip(IntStream.range(0, 100).boxed().collect(Collectors.toSet())))
                .isInstanceOf(HashSet.class);
    }

    @Test
    void guardsOfCollectionsAreKept() {
        List<?> unmodifiable = (List<?>) roundTrip(Collections.unmodifiableList(new ArrayList<>(List.of(1))));
        assertThatThrownBy(unmodifiable::clear).isInstanceOf(UnsupportedOperationException.class);
        List<?> immutable = (List<?>) roundTrip(Stream.of(1, null).toList());
        assertThatThrownBy(immutable::clear).isInstanceOf(UnsupportedOperationException.class);
        List<?> plain = (List<?>) roundTrip(new ArrayList<>(List.of(1, 2)).subList(0, 1));
        plain.clear();
        assertThat(plain).isEmpty();
    }

    @Test
    @SuppressWarnings("unchecked")
    void lambdasTravelWithWhatTheyCapture() {
        int offset = 5;
        Point point = new Point(1, 2);
        Step<Integer, Integer> adding = value -> value + offset + point.x();
        Step<String, Integer> reference = String::length;
        Step<Integer, Point> constructor = value -> new Point(value, value);
        Step<Integer, Step<Integer, Integer>> curried = left -> right -> left * right;
        Join<String, String, String> joining = (left, right) -> left + right;
        assertAll(
                () -> assertThat(((Step<Integer, Integer>) roundTrip(adding)).apply(1))
                        .isEqualTo(7),
                () -> assertThat(((Step<String, Integer>) roundTrip(reference)).apply("abc"))
                        .isEqualTo(3),
                () -> assertThat(((Step<Integer, Point>) roundTrip(constructor)).apply(3))
                        .isEqualTo(new Point(3, 3)),
                () -> assertThat(((Step<Integer, Step<Integer, Integer>>) roundTrip(curried))
                                .apply(3)
                                .apply(4))
                        .isEqualTo(12),
                () -> assertThat(((Step<Integer, Integer>) roundTrip(curried.apply(5))).apply(6))
                        .isEqualTo(30),
                () -> assertThat(((Join<String, String, String>) roundTrip(joining)).apply("a", "b"))
                        .isEqualTo("ab"));
    }

    @Test
    void sharedAndCircularObjectsStaySo() {
        Bean bean = new Bean("a", 1);
        bean.next = bean;
        List<?> back = (List<?>) roundTrip(new ArrayList<>(List.of(bean, bean)));
        assertThat(back.get(0)).isSameAs(back.get(1));
        Bean first = (Bean) back.get(0);
        assertThat(first.next).isSameAs(first);
        assertThat(first.cache).isNull();
        List<Object> self = new ArrayList<>();
        self.add(self);
        List<?> selfBack = (List<?>) roundTrip(self);
        assertThat((Object) selfBack.get(0)).isSameAs(selfBack);
    }

    record Holder(String name, Inner inner) {}

    record Inner(List<Object> parts) {}

    static final class WithLock {
        final ReentrantLock lock = new ReentrantLock();
    }

    static final class CountingMap extends HashMap<String, Integer> {
        private static final long serialVersionUID = 1L;
        int extra = 1;
    }

    @Test
    void refusalsNameTheValueThePathAndTheRemedy() {
        refused(new Holder("h", new Inner(List.of("a", new WithLock()))))
                .hasMessageContaining("cannot send a java.util.concurrent.locks.ReentrantLock")
                .hasMessageContaining(
                        "held by io.quern.core.value.FunctionsTest$Holder → inner (io.quern.core.value.FunctionsTest$Inner)"
                                + " → parts (java.util.List) → [1]"
                                + " → lock (io.quern.core.value.FunctionsTest$WithLock)")
                .hasMessageContaining("make it inside the function");
        WithLock captured = new WithLock();
        Step<Integer, Object> lambda = value -> captured;
        refused(lambda)
                .hasMessageContaining(
                        "held by lambda in io.quern.core.value.FunctionsTest → captured value 1 of the lambda in "
                                + "io.quern.core.value.FunctionsTest → lock (io.quern.core.value.FunctionsTest$WithLock)");
        refused(new Random(1)).hasMessageContaining("send a seed");
        refused(new IllegalStateException("x")).hasMessageContaining("send its message");
        refused(new ByteArrayInputStream(new byte[0])).hasMessageContaining("open it inside the function");
        refused(Stream.of(1)).hasMessageContaining("collect the stream to a list first");
        refused(new Thread()).hasMessageContaining("belong to one process");
        refused(new CountingMap()).hasMessageContaining("extends java.util.HashMap, whose fields cannot be read");
        refused(Map.of("key", new Random(1))).hasMessageContaining("→ [key]");
        refused(new EnumMap<>(Color.class)).hasMessageContaining("an empty java.util.EnumMap");
        refused(new io.quern.core.runtime.SystemClock()).hasMessageContaining("it belongs to one process");
        refused(url()).hasMessageContaining("send a java.net.URI");
    }

    @Test
    void lambdasThatCannotTravelAreRefused() {
        Function<Integer, Integer> local = value -> value + 1;
        refused(local).hasMessageContaining("its interface java.util.function.Function is not java.io.Serializable");
        refused(Function.identity()).hasMessageContaining("a lambda of the JDK");
        refused(Comparator.comparingInt(Point::x)).hasMessageContaining("a lambda of the JDK");
    }

    @Test
    void depthIsLimited() {
        Bean deep = new Bean("0", 0);
        for (int i = 0; i < 100_000; i++) {
            Bean outer = new Bean("x", i);
            outer.next = deep;
            deep = outer;
        }
        refused(deep).hasMessageContaining("Max depth exceeded: 512");
    }

    @Test
    void classesOutsideTheCodeSetAreNeitherWrittenNorRead() {
        Functions strict = new Functions(new ClassAllowList(CodeSet.NONE));
        Payload payload = functions.serialize(new org.assertj.core.util.Arrays[0]);
        assertThatThrownBy(() -> strict.serialize(new org.assertj.core.util.Arrays[0]))
                .hasMessageContaining("it is not on the class path of the program");
        assertThatThrownBy(() -> strict.deserialize(payload, LOADER))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("refused to read a serialised value: cannot send a org.assertj.core.util.Arrays");
    }

    @Test
    void namesInAStreamAreCheckedBeforeTheClassIsLookedUp() {
        String allowed = Unloaded.class.getName();
        byte[] bytes = functions.serialize(new Unloaded()).bytes();
        for (String name :
                List.of("java.lang.Runtime", "javax.script.ScriptEngineManager", "org.apache.commons.collections.X")) {
            byte[] forged = replaceName(bytes, allowed, name);
            assertThatThrownBy(() -> functions.deserialize(Payload.of(forged), new ClassLoader(LOADER) {
                        @Override
                        public Class<?> loadClass(String asked) {
                            throw new AssertionError(asked + " was looked up");
                        }
                    }))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("cannot send a " + name);
        }
    }

    static final class Unloaded {}

    @Test
    void recordsCheckWhatWasForged() {
        byte[] bytes = functions.serialize(new Checked(1)).bytes().clone();
        bytes[bytes.length - 1] = 1;
        assertThatThrownBy(() -> functions.deserialize(Payload.of(bytes), LOADER))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot read a serialised value");
    }

    @Test
    void damagedBytesGiveOneKindOfException() {
        long seed = Long.getLong("seed", 7);
        Random random = new Random(seed);
        for (Object value : values()) {
            byte[] bytes = functions.serialize(value).bytes();
            if (bytes.length > 10_000) {
                continue;
            }
            for (int round = 0; round < 100; round++) {
                byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                try {
                    functions.deserialize(Payload.of(damaged), LOADER);
                } catch (QuernException expected) {
                    assertThat(expected.getMessage()).isNotBlank();
                } catch (Throwable other) {
                    throw new AssertionError(
                            "seed " + seed + ", value " + value + ", bytes " + Arrays.toString(damaged), other);
                }
            }
        }
    }

    @Test
    void lengthsThatTheBytesDoNotJustifyAreRefused() {
        byte[] bytes = functions.serialize(new long[] {1}).bytes();
        byte[] forged = Arrays.copyOf(bytes, 9);
        Arrays.fill(forged, 3, 7, (byte) 0xFF);
        forged[7] = 7;
        assertThatThrownBy(() -> functions.deserialize(Payload.of(forged), LOADER))
                .isInstanceOf(QuernException.class)
                .satisfies(e -> assertThat(((QuernException) e).code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining("bytes are left");
        assertThatThrownBy(() -> functions.deserialize(Payload.EMPTY, LOADER))
                .hasMessageContaining("a payload of 0 bytes");
    }

    @Test
    void manyThreadsMayUseIt() {
        List<Integer> lengths = IntStream.range(0, 2_000)
                .parallel()
                .mapToObj(i -> ((Point) roundTrip(new Point(i, i))).x())
                .toList();
        assertThat(lengths).isEqualTo(IntStream.range(0, 2_000).boxed().toList());
    }

    private Object roundTrip(Object value) {
        return functions.deserialize(functions.serialize(value), LOADER);
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(Object value) {
        return assertThatThrownBy(() -> functions.serialize(value))
                .isInstanceOf(QuernException.class)
                .satisfies(e -> assertThat(((QuernException) e).code()).isEqualTo(ErrorCode.USER));
    }

    private static URL url() {
        try {
            return URI.create("http://localhost/").toURL();
        } catch (java.net.MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    /// Kryo marks the end of an ASCII text by the high bit of its last byte.
    private static byte[] replaceName(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String old = from.substring(0, from.length() - 1) + (char) (from.charAt(from.length() - 1) | 0x80);
        String replacement = to.substring(0, to.length() - 1) + (char) (to.charAt(to.length() - 1) | 0x80);
        assertThat(text).contains(old);
        return text.replace(old, replacement).getBytes(StandardCharsets.ISO_8859_1);
    }
}
