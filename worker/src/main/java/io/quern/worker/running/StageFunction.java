package io.quern.worker.running;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.task.TaskFunction;
import io.quern.core.value.Functions;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The function of one stage, deserialised by the first run that asks. Thread-safe.
final class StageFunction {
    private final DefineFunction definition;
    private final Functions functions;
    private final ClassLoader taskClasses;
    private final ReentrantLock lock = new ReentrantLock();

    /// Written under the lock, once.
    private volatile @Nullable TaskFunction<Object> function;

    StageFunction(DefineFunction definition, Functions functions, ClassLoader taskClasses) {
        this.definition = definition;
        this.functions = functions;
        this.taskClasses = taskClasses;
    }

    DefineFunction definition() {
        return definition;
    }

    /// @throws QuernException where it cannot be read; the next run tries again
    TaskFunction<Object> get() {
        TaskFunction<Object> known = function;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = function;
            if (known == null) {
                known = read();
                function = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private TaskFunction<Object> read() {
        Object value = functions.deserialize(definition.code(), taskClasses);
        if (!(value instanceof TaskFunction<?> read)) {
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "the function of stage " + definition.name() + " is a "
                            + (value == null ? "null" : value.getClass().getName()) + ", not a "
                            + TaskFunction.class.getName());
        }
        @SuppressWarnings("unchecked")
        TaskFunction<Object> typed = (TaskFunction<Object>) read;
        return typed;
    }
}
