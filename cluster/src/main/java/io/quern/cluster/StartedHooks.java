package io.quern.cluster;

import io.quern.core.error.QuernException;
import io.quern.core.hook.StartingWorker;
import io.quern.core.hook.WorkerHook;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hooks of a worker that have been started. Used by the thread that starts the worker, then by the one that
/// stops it.
final class StartedHooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedHooks.class);

    /// The latest first.
    private final Deque<WorkerHook> started = new ArrayDeque<>();

    private StartedHooks() {}

    /// Starts hooks in their order; where one fails, those before it are stopped again.
    ///
    /// @param names of their classes
    /// @throws QuernException USER where one cannot be found, made or started: names it and says why
    static StartedHooks start(List<String> names, ClassLoader loader, StartingWorker worker) {
        StartedHooks hooks = new StartedHooks();
        try {
            for (String name : names) {
                WorkerHook hook = make(name, loader, worker);
                begin(hook, worker);
                hooks.started.addFirst(hook);
                LOG.info("{} started its hook {}", worker.name(), name);
            }
            return hooks;
        } catch (RuntimeException | Error e) {
            hooks.close();
            throw e;
        }
    }

    private static WorkerHook make(String name, ClassLoader loader, StartingWorker worker) {
        String what = "worker " + worker.name() + " does not join: its hook " + name + " (worker.preload) ";
        try {
            Class<?> type = Class.forName(name, true, loader);
            if (!WorkerHook.class.isAssignableFrom(type)) {
                throw QuernException.user(
                        what + "is no " + WorkerHook.class.getName() + "; let the class implement it");
            }
            return type.asSubclass(WorkerHook.class).getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw QuernException.user(what + "is not on its class path; add its jar by worker.class-path", e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw QuernException.user(
                    what + "cannot be made: it needs to be a public class with a public constructor without arguments"
                            + " (" + e + ")",
                    e);
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw QuernException.user(what + "cannot be made: " + cause, e);
        }
    }

    private static void begin(WorkerHook hook, StartingWorker worker) {
        try {
            hook.start(worker);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(hook, worker, e);
        } catch (Exception | Error e) {
            // A worker that is started again would meet with the same, whatever it is.
            throw failed(hook, worker, e);
        }
    }

    private static QuernException failed(WorkerHook hook, StartingWorker worker, Throwable cause) {
        return QuernException.user(
                "worker " + worker.name() + " does not join: its hook "
                        + hook.getClass().getName() + " (worker.preload) failed to start: " + cause,
                cause);
    }

    /// Stops all, also where one fails to.
    @Override
    public void close() {
        for (WorkerHook hook = started.pollFirst(); hook != null; hook = started.pollFirst()) {
            try {
                hook.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.warn(
                        "the hook {} was interrupted while it stopped",
                        hook.getClass().getName());
            } catch (Exception | Error e) {
                LOG.warn("the hook {} failed to stop", hook.getClass().getName(), e);
            }
        }
    }
}
