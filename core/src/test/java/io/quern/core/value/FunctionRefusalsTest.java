package io.quern.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.value.SentValues.Bean;
import io.quern.core.value.SentValues.Checked;
import io.quern.core.value.SentValues.Color;
import io.quern.core.value.SentValues.Point;
import io.quern.core.value.SentValues.Step;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FunctionRefusalsTest {
    private static final ClassLoader LOADER = FunctionRefusalsTest.class.getClassLoader();

    private final Functions functions = Functions.of(LOADER);

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
                        "held by io.quern.core.value.FunctionRefusalsTest$Holder → inner (io.quern.core.value.FunctionRefusalsTest$Inner)"
                                + " → parts (java.util.List) → [1]"
                                + " → lock (io.quern.core.value.FunctionRefusalsTest$WithLock)")
                .hasMessageContaining("make it inside the function");
        WithLock captured = new WithLock();
        Step<Integer, Object> lambda = value -> captured;
        refused(lambda)
                .hasMessageContaining(
                        "held by lambda in io.quern.core.value.FunctionRefusalsTest → captured value 1 of the lambda in "
                                + "io.quern.core.value.FunctionRefusalsTest → lock (io.quern.core.value.FunctionRefusalsTest$WithLock)");
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
        refused(local)
                .hasMessageContaining("its interface java.util.function.Function is not java.io.Serializable")
                .hasMessageContaining("or cast it: (Function<T, R> & Serializable) …");
        Runnable plain = () -> {};
        refused(plain).hasMessageContaining("or cast it: (Runnable & Serializable) …");
        refused(Function.identity()).hasMessageContaining("a lambda of the JDK");
        refused(Comparator.comparingInt(Point::x)).hasMessageContaining("a lambda of the JDK");
    }

    static final class WithThread {
        final Thread thread = new Thread();

        Step<Integer, Object> usingThis() {
            return value -> thread;
        }

        Step<Integer, Object> boundMethod() {
            return this::count;
        }

        private Object count(Integer value) {
            return value;
        }
    }

    @Test
    void aLambdaThatUsesAFieldHoldsTheWholeObjectAndIsToldSo() {
        String owner = WithThread.class.getName();
        refused(new WithThread().usingThis())
                .hasMessageContaining("held by lambda in " + owner
                        + " → this (the lambda uses a field or a method of it; "
                        + "copy what it needs to a local variable first) of the lambda in " + owner + " → thread ("
                        + owner + ")");
        refused(new WithThread().boundMethod())
                .hasMessageContaining("→ captured value 1 of the lambda in " + owner + " → thread (" + owner + ")");
    }

    @Test
    void classesThatNoOtherProcessKnowsAreRefused() throws Exception {
        byte[] bytes;
        try (InputStream in = Unloaded.class.getResourceAsStream("FunctionRefusalsTest$Unloaded.class")) {
            bytes = in.readAllBytes();
        }
        Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes, false).lookupClass();
        refused(hidden.getDeclaredConstructor().newInstance())
                .hasMessageContaining("its class is hidden: only the JVM that made it knows it");
        Object proxy = Proxy.newProxyInstance(LOADER, new Class<?>[] {Comparator.class}, (_, _, _) -> null);
        refused(proxy).hasMessageContaining("send the object that it stands for");
    }

    @Test
    void payloadsNameTheClassesOutsideTheJdkThatTheyAreMadeOf() {
        Step<Integer, Object> lambda = value -> new Point(value, 0);
        assertThat(functions.serialize(lambda).classes()).isEqualTo(List.of(FunctionRefusalsTest.class));
        assertThat(functions
                        .serialize(List.of(new Point[] {new Point(1, 2)}, Color.RED, "text"))
                        .classes())
                .isEqualTo(List.of(Point.class, Color.class));
        assertThat(functions.serialize(List.of(1, 2)).classes()).isEmpty();
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
        Functions strict = new Functions(new ClassAllowList(UserClasses.NONE));
        Payload payload = functions.serialize(new org.assertj.core.util.Arrays[0]);
        assertThatThrownBy(() -> strict.serialize(new org.assertj.core.util.Arrays[0]))
                .hasMessageContaining("it is not on the class path of the program");
        assertThatThrownBy(() -> strict.deserialize(payload, LOADER))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(
                        "refused to read a serialised value: cannot read a org.assertj.core.util.Arrays: its class is neither "
                                + "in the code that came with the job nor on the class path of this process; put the jar or the folder");
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
                    .hasMessageContaining("cannot read a " + name);
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
        for (Object value : SentValues.values()) {
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
