package io.quern.core.value;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.ClosureSerializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.OptionalSerializers;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
import io.quern.core.value.ElementSerializers.OfArray;
import io.quern.core.value.ElementSerializers.OfCollection;
import io.quern.core.value.ElementSerializers.OfMap;
import io.quern.core.value.ElementSerializers.OfParts;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The JDK's types whose values travel, each under a fixed number that is never given to another type. Numbers up to 9
/// are Kryo's own: boxed types and String.
///
/// No serializer here reaches into a class of the JDK: values are taken apart and made by public methods, so no
/// `--add-opens` is needed and every invariant of a type holds for what is read.
final class JdkTypes {
    /// Abstract types whose instances are all written under the abstract type's number.
    private static final List<Class<?>> FAMILIES =
            List.of(Path.class, Charset.class, TimeZone.class, ByteBuffer.class, ZoneId.class);

    private final Kryo kryo;

    private JdkTypes(Kryo kryo) {
        this.kryo = kryo;
    }

    static void register(Kryo kryo) {
        JdkTypes types = new JdkTypes(kryo);
        types.arrays();
        types.language();
        types.numbers();
        types.times();
        types.collections();
        types.maps();
        types.atomics();
        types.files();
    }

    /// The registered type under which instances of `type` are written, where that is not the type itself.
    static @Nullable Class<?> standIn(Class<?> type) {
        if (ViewSerializer.isFor(type)) {
            return ViewSerializer.class;
        }
        for (Class<?> family : FAMILIES) {
            if (family.isAssignableFrom(type) && type.getClassLoader() == null) {
                return family;
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // compares what it compared before it was written
    static @Nullable Comparator<@Nullable Object> comparator(@Nullable Object read) {
        if (read != null && !(read instanceof Comparator)) {
            throw new KryoException(
                    "a comparator was expected, not a " + read.getClass().getName());
        }
        return (Comparator<@Nullable Object>) read;
    }

    private void add(int id, Class<?> type, Serializer<?> serializer) {
        kryo.register(type, serializer, id);
    }

    private <T> void parts(int id, Class<T> type, OfParts.Writer<T> writer, PartsReader<T> reader) {
        add(id, type, new OfParts<>(writer, reader::read));
    }

    private <T> void text(int id, Class<T> type, java.util.function.Function<String, T> parse) {
        parts(id, type, (_, out, value) -> out.writeString(value.toString()), (_, in) -> parse.apply(in.readString()));
    }

    private void arrays() {
        add(10, byte[].class, new DefaultArraySerializers.ByteArraySerializer());
        add(11, char[].class, new DefaultArraySerializers.CharArraySerializer());
        add(12, short[].class, new DefaultArraySerializers.ShortArraySerializer());
        add(13, int[].class, new DefaultArraySerializers.IntArraySerializer());
        add(14, long[].class, new DefaultArraySerializers.LongArraySerializer());
        add(15, float[].class, new DefaultArraySerializers.FloatArraySerializer());
        add(16, double[].class, new DefaultArraySerializers.DoubleArraySerializer());
        add(17, boolean[].class, new DefaultArraySerializers.BooleanArraySerializer());
        add(18, String[].class, new OfArray(String[].class));
        add(19, Object[].class, new OfArray(Object[].class));
    }

    private void language() {
        add(20, ClosureSerializer.Closure.class, new LambdaSerializer());
        add(21, Class.class, new DefaultSerializers.ClassSerializer());
        add(22, StringBuilder.class, new DefaultSerializers.StringBuilderSerializer());
        add(23, Optional.class, new OptionalSerializers.OptionalSerializer());
        add(24, OptionalInt.class, new OptionalSerializers.OptionalIntSerializer());
        add(25, OptionalLong.class, new OptionalSerializers.OptionalLongSerializer());
        add(26, OptionalDouble.class, new OptionalSerializers.OptionalDoubleSerializer());
        add(27, UUID.class, new DefaultSerializers.UUIDSerializer());
        text(28, URI.class, URI::create);
        add(29, Locale.class, new DefaultSerializers.LocaleSerializer());
        add(30, Currency.class, new DefaultSerializers.CurrencySerializer());
        parts(
                31,
                Pattern.class,
                (_, out, value) -> {
                    out.writeString(value.pattern());
                    out.writeInt(value.flags());
                },
                (_, in) -> Pattern.compile(in.readString(), in.readInt()));
        add(32, Charset.class, new DefaultSerializers.CharsetSerializer());
        parts(33, Object.class, (_, _, _) -> {}, (_, _) -> new Object());
    }

    private void numbers() {
        add(40, BigInteger.class, new DefaultSerializers.BigIntegerSerializer());
        add(41, BigDecimal.class, new DefaultSerializers.BigDecimalSerializer());
        enumeration(42, RoundingMode.class);
        text(43, MathContext.class, MathContext::new);
        add(44, BitSet.class, new DefaultSerializers.BitSetSerializer());
        parts(
                45,
                ByteBuffer.class,
                (_, out, value) -> {
                    byte[] bytes = new byte[value.remaining()];
                    value.duplicate().get(bytes);
                    out.writeVarInt(bytes.length, true);
                    out.writeBytes(bytes);
                },
                (_, in) -> ByteBuffer.wrap(in.readBytes(in.readVarInt(true))));
    }

    private void times() {
        add(50, Duration.class, new TimeSerializers.DurationSerializer());
        add(51, Instant.class, new TimeSerializers.InstantSerializer());
        add(52, LocalDate.class, new TimeSerializers.LocalDateSerializer());
        add(53, LocalTime.class, new TimeSerializers.LocalTimeSerializer());
        add(54, LocalDateTime.class, new TimeSerializers.LocalDateTimeSerializer());
        add(55, ZoneOffset.class, new TimeSerializers.ZoneOffsetSerializer());
        text(56, ZoneId.class, ZoneId::of);
        add(57, OffsetTime.class, new TimeSerializers.OffsetTimeSerializer());
        add(58, OffsetDateTime.class, new TimeSerializers.OffsetDateTimeSerializer());
        add(59, ZonedDateTime.class, new TimeSerializers.ZonedDateTimeSerializer());
        add(60, Year.class, new TimeSerializers.YearSerializer());
        add(61, YearMonth.class, new TimeSerializers.YearMonthSerializer());
        add(62, MonthDay.class, new TimeSerializers.MonthDaySerializer());
        add(63, Period.class, new TimeSerializers.PeriodSerializer());
        enumeration(64, DayOfWeek.class);
        enumeration(65, Month.class);
        enumeration(66, ChronoUnit.class);
        enumeration(67, ChronoField.class);
        enumeration(68, TimeUnit.class);
        add(69, Date.class, new DefaultSerializers.DateSerializer());
        parts(
                70,
                TimeZone.class,
                (_, out, value) -> out.writeString(value.getID()),
                (_, in) -> TimeZone.getTimeZone(in.readString()));
    }

    @SuppressWarnings("JdkObsolete") // users send their LinkedList, wise or not
    private void collections() {
        collection(80, ArrayList.class, ArrayList::new);
        collection(81, LinkedList.class, LinkedList::new);
        collection(82, ArrayDeque.class, ArrayDeque::new);
        collection(83, HashSet.class, HashSet::new);
        collection(84, LinkedHashSet.class, LinkedHashSet::new);
        collection(85, CopyOnWriteArrayList.class, CopyOnWriteArrayList::new);
        collection(86, ConcurrentLinkedQueue.class, ConcurrentLinkedQueue::new);
        add(
                87,
                TreeSet.class,
                new OfCollection<TreeSet<?>>(TreeSet::comparator, order -> new TreeSet<>(comparator(order))));
        add(
                88,
                PriorityQueue.class,
                new OfCollection<PriorityQueue<?>>(
                        PriorityQueue::comparator, order -> new PriorityQueue<>(comparator(order))));
        add(89, EnumSet.class, new DefaultSerializers.EnumSetSerializer());
        add(90, ViewSerializer.class, new ViewSerializer());
        add(
                91,
                Comparator.naturalOrder().getClass(),
                new OfParts<>((_, _, _) -> {}, (_, _) -> Comparator.naturalOrder()));
        add(
                92,
                Collections.reverseOrder().getClass(),
                new OfParts<>((_, _, _) -> {}, (_, _) -> Collections.reverseOrder()));
        add(
                93,
                String.CASE_INSENSITIVE_ORDER.getClass(),
                new OfParts<>((_, _, _) -> {}, (_, _) -> String.CASE_INSENSITIVE_ORDER));
    }

    private void maps() {
        map(100, HashMap.class, HashMap::new);
        map(101, LinkedHashMap.class, LinkedHashMap::new);
        map(102, ConcurrentHashMap.class, ConcurrentHashMap::new);
        add(
                103,
                TreeMap.class,
                new OfMap<TreeMap<?, ?>>(TreeMap::comparator, order -> new TreeMap<>(comparator(order))));
        add(
                104,
                ConcurrentSkipListMap.class,
                new OfMap<ConcurrentSkipListMap<?, ?>>(
                        ConcurrentSkipListMap::comparator, order -> new ConcurrentSkipListMap<>(comparator(order))));
        add(105, EnumMap.class, new EnumMapSerializer());
    }

    private void atomics() {
        add(110, AtomicBoolean.class, new DefaultSerializers.AtomicBooleanSerializer());
        add(111, AtomicInteger.class, new DefaultSerializers.AtomicIntegerSerializer());
        add(112, AtomicLong.class, new DefaultSerializers.AtomicLongSerializer());
        add(113, AtomicReference.class, new DefaultSerializers.AtomicReferenceSerializer());
    }

    private void files() {
        text(120, Path.class, Path::of);
        text(121, File.class, File::new);
    }

    private <E extends Enum<E>> void enumeration(int id, Class<E> type) {
        add(id, type, new DefaultSerializers.EnumSerializer(type));
    }

    private void collection(int id, Class<?> type, Supplier<Collection<?>> create) {
        add(id, type, new OfCollection<>(_ -> null, _ -> create.get()));
    }

    private void map(int id, Class<?> type, Supplier<Map<?, ?>> create) {
        add(id, type, new OfMap<>(_ -> null, _ -> create.get()));
    }

    /// Reads what an [OfParts.Writer] wrote.
    @FunctionalInterface
    private interface PartsReader<T> {
        T read(Kryo kryo, BoundedInput in);
    }
}
