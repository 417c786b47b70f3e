package io.quern.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.quern.core.value.SentValues.Bean;
import io.quern.core.value.SentValues.Join;
import io.quern.core.value.SentValues.Point;
import io.quern.core.value.SentValues.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionsTest {
    private static final ClassLoader LOADER = FunctionsTest.class.getClassLoader();

    private final Functions functions = Functions.of(LOADER);

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("io.quern.core.value.SentValues#values")
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
    @SuppressWarnings("UnnecessaryStringBuilder") // it is the value
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
}
