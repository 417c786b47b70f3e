package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.cell.TaskCell;
import io.quern.core.error.QuernException;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Scattered values of a session that are with no worker yet, as far as is known here. Workers fetch them from
/// here, over connections that this client opens to them.
///
/// A value is let go of once the scheduler says that a worker has it, or nobody holds its future any more; with
/// the last of them the connections are closed.
final class ScatteredValues implements ResultProvider {
    private final Transport transport;
    private final Consumer<ClientMessage> send;
    private final Map<TaskKey, HeldResult> values = new ConcurrentHashMap<>();

    @GuardedBy("this")
    private @Nullable ValueSource source;

    /// @param send brings something to the scheduler, after all that was sent before
    ScatteredValues(Transport transport, Consumer<ClientMessage> send) {
        this.transport = transport;
        this.send = send;
    }

    /// A value is to be scattered; called before the scheduler can hear of it.
    void add(TaskKey task, HeldResult value) {
        values.put(task, value);
        ValueSource _ = source(task.job());
    }

    /// A task of this client has ended, maybe one that is a value.
    void ended(TaskOutcome outcome) {
        if (outcome instanceof TaskOutcome.Succeeded) {
            remove(outcome.task());
        }
    }

    /// Nobody holds the future of a task any more, maybe one that is a value.
    void released(TaskCell cell) {
        remove(cell.task());
    }

    private void remove(TaskKey task) {
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
    void send(ClientNotice.SendValue notice) {
        Thread.ofVirtual().name("quern-scatter").start(() -> {
            if (!values.containsKey(notice.value().task())) {
                send.accept(new ClientMessage.ValueNotSent(notice.value(), true, "its client has let go of it"));
                return;
            }
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
    void resumed() {
        List<TaskKey> kept = new ArrayList<>(values.keySet());
        if (!kept.isEmpty()) {
            kept.sort(null);
            send.accept(new ClientMessage.ValuesKept(kept));
        }
    }

    /// Nothing of it is of use any more.
    void clear() {
        values.clear();
        closeIfDone();
    }
}
