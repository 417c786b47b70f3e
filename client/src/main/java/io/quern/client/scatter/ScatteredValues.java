package io.quern.client.scatter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.TaskOutcome;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import io.quern.core.transport.ValueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Scattered values of a session that are with no worker yet, as far as is known here. Workers fetch them from
/// here, over connections that this client opens to them.
///
/// A value is let go of once the scheduler says that a worker has it, or that it cannot be; with the last of them
/// the connections are closed.
public final class ScatteredValues implements ResultProvider {
    private final Transport transport;
    private final Consumer<ClientMessage> send;
    private final Map<TaskKey, HeldResult> values = new ConcurrentHashMap<>();

    /// Those of them whose futures nobody holds.
    private final Set<TaskKey> unheld = ConcurrentHashMap.newKeySet();

    /// Those of them that could not be sent, or were cancelled.
    private final Set<TaskKey> unsent = ConcurrentHashMap.newKeySet();

    @GuardedBy("this")
    private @Nullable ValueSource source;

    /// @param send brings something to the scheduler, after all that was sent before
    public ScatteredValues(Transport transport, Consumer<ClientMessage> send) {
        this.transport = transport;
        this.send = send;
    }

    /// A value is to be scattered; called before the scheduler can hear of it.
    public void add(TaskKey task, HeldResult value) {
        values.put(task, value);
        ValueSource _ = source(task.job());
    }

    /// A task of this client has ended, maybe one that is a value. One that could not be sent may be tried again,
    /// as long as somebody holds its future.
    public void ended(TaskOutcome outcome) {
        TaskKey task = outcome.task();
        if (!(outcome instanceof TaskOutcome.Succeeded) && values.containsKey(task)) {
            unsent.add(task);
        }
        boolean isUnheld = unheld.remove(task);
        if (isUnheld || outcome instanceof TaskOutcome.Succeeded) {
            remove(task);
        }
        if (isUnheld) {
            TaskRange range = new TaskRange(task.stage(), task.partition(), task.partition() + 1);
            send.accept(new ClientMessage.ReleaseTasks(task.job(), List.of(range)));
        }
    }

    /// Nobody holds the future of a task any more. What depends on it may need the value yet, so one that is still
    /// here is held until it has ended.
    ///
    /// @return whether the scheduler is told of the release then, and not now
    public boolean isReleasedLater(TaskKey task) {
        if (values.isEmpty()) {
            return false;
        }
        unheld.add(task);
        // It may have ended, or end just now.
        boolean isLater = (values.containsKey(task) && !unsent.contains(task)) || !unheld.remove(task);
        if (!isLater) {
            remove(task);
        }
        return isLater;
    }

    /// The scheduler did not take a batch: nobody will ask for what was in it.
    public void refused(int stage) {
        for (TaskKey task : values.keySet()) {
            if (task.stage() == stage) {
                unheld.remove(task);
                remove(task);
            }
        }
    }

    private void remove(TaskKey task) {
        unsent.remove(task);
        if (values.remove(task) != null) {
            closeIfDone();
        }
    }

    private synchronized void closeIfDone() {
        if (source != null && values.isEmpty()) {
            source.close();
            source = null;
        }
    }

    @Override
    public Optional<HeldResult> lookUp(RunId result) {
        return Optional.ofNullable(values.get(result.task()));
    }

    /// A worker is about to fetch a value: lets it, on a thread of its own, since a connection may have to be
    /// opened.
    public void send(ClientNotice.SendValue notice) {
        Thread.ofVirtual().name("quern-scatter").start(() -> {
            if (!values.containsKey(notice.value().task())) {
                send.accept(new ClientMessage.ValueNotSent(notice.value(), true, "its client has let go of it"));
                return;
            }
            // It is tried again.
            unsent.remove(notice.value().task());
            try {
                source(notice.value().task().job()).openTo(notice.worker().dataAddress());
            } catch (QuernException unreachable) {
                send.accept(new ClientMessage.ValueNotSent(
                        notice.value(), false, String.valueOf(unreachable.getMessage())));
            }
        });
    }

    private synchronized ValueSource source(JobId session) {
        ValueSource open = source;
        if (open == null) {
            open = transport.offer(Holder.client(session).dataAddress(), this);
            source = open;
        }
        return open;
    }

    /// The session goes on, maybe with a scheduler that was started again: it is told what is still here.
    public void resumed() {
        List<TaskKey> kept = new ArrayList<>(values.keySet());
        if (!kept.isEmpty()) {
            kept.sort(null);
            send.accept(new ClientMessage.ValuesKept(kept));
        }
    }

    /// Nothing of it is of use any more.
    public void clear() {
        unheld.clear();
        unsent.clear();
        values.clear();
        closeIfDone();
    }
}
