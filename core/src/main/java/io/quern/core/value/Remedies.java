package io.quern.core.value;

import java.lang.reflect.InvocationHandler;
import java.net.URL;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.random.RandomGenerator;
import java.util.stream.BaseStream;

/// What to do about a value that cannot be sent, by its kind.
final class Remedies {
    private static final String GENERAL = "make it inside the function, mark the field transient, or send what it is "
            + "made from (numbers, text, java.time, collections, records, classes of your own)";

    private static final String BOUND_TO_PROCESS =
            "threads, locks and executors belong to one process; make it inside the function";

    private record Kind(Class<?> type, String remedy) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(RandomGenerator.class, "send a seed and make the generator inside the function"),
            new Kind(Throwable.class, "send its message and whatever else of it is needed as text"),
            new Kind(URL.class, "send a java.net.URI"),
            new Kind(BaseStream.class, "collect the stream to a list first"),
            new Kind(InvocationHandler.class, "a proxy exists in one process; send the object that it stands for"),
            new Kind(Iterator.class, "collect the elements to a list first"),
            new Kind(Thread.class, BOUND_TO_PROCESS),
            new Kind(Executor.class, BOUND_TO_PROCESS),
            new Kind(Lock.class, BOUND_TO_PROCESS),
            new Kind(
                    Future.class,
                    "make it an input of the task, which then sees its value: client.apply(function, future), or send "
                            + "the value itself"),
            new Kind(AutoCloseable.class, "open it inside the function"),
            new Kind(Collection.class, "copy it to a public collection of java.util such as ArrayList"),
            new Kind(Map.class, "copy it to a public map of java.util such as HashMap"));

    private Remedies() {}

    static String of(Class<?> type) {
        for (Kind kind : KINDS) {
            if (kind.type().isAssignableFrom(type)) {
                return kind.remedy();
            }
        }
        return GENERAL;
    }
}
