package io.quern.worker.running;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.task.TaskFunction;
import io.quern.worker.code.JobCode;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The function of one stage, deserialised by the first run that asks. Thread-safe.
final class StageFunction {
    private final DefineFunction definition;
    private final ReentrantLock lock = new ReentrantLock();

    /// Written under the lock, once.
    private volatile @Nullable TaskFunction<Object> function;

    StageFunction(DefineFunction definition) {
        this.definition = definition;
    }

    DefineFunction definition() {
        return definition;
    }

    /// @param code of the stage's job
    /// @throws QuernException where it cannot be read; the next run tries again
    TaskFunction<Object> get(JobCode code) {
        TaskFunction<Object> known = function;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = function;
            if (known == null) {
                known = read(code);
                function = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private TaskFunction<Object> read(JobCode code) {
        Object value = code.read(definition.code());
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
