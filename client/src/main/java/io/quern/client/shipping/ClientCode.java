package io.quern.client.shipping;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The code of the program that a client is part of. Thread-safe.
public final class ClientCode {
    private final ClassLoader classes;
    private final Functions functions;
    private final TravellingCode travelling;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ValueCodecs codecs;

    /// @param classes finds the program's classes
    /// @param travelling brings them to workers
    public ClientCode(ClassLoader classes, TravellingCode travelling) {
        this.classes = classes;
        this.functions = Functions.of(classes);
        this.travelling = travelling;
    }

    /// Finds the program's classes.
    public ClassLoader classes() {
        return classes;
    }

    /// Writes and reads functions and arguments.
    public Functions functions() {
        return functions;
    }

    /// For results. They are looked for on the whole class path by the first who asks: results inside one JVM need
    /// none.
    public ValueCodecs codecs() {
        lock.lock();
        try {
            ValueCodecs known = codecs;
            if (known == null) {
                known = ValueCodecs.load(functions, classes);
                codecs = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /// Brings the program's classes to workers.
    public TravellingCode travelling() {
        return travelling;
    }
}
