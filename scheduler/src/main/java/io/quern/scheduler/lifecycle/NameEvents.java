package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.recovery.JournalRecord.ResultNamed;
import io.quern.scheduler.recovery.JournalRecord.ResultUnnamed;

/// Results under names: they stay when the client that made them is gone. Names hold for the whole cluster.
final class NameEvents {
    private static final int NAMES_MAX = 100_000;
    private static final int NAME_CHARS_MAX = 1_000;

    private final MachineState state;
    private final Holds holds;

    NameEvents(MachineState state, Holds holds) {
        this.state = state;
        this.holds = holds;
    }

    void named(ClientId client, ClientMessage.NameResult message) {
        state.outbox.tell(client, new ClientNotice.Answered(message.request(), name(message)));
    }

    private Answer name(ClientMessage.NameResult message) {
        int task = state.find(message.task());
        if (task == TaskTable.NONE || !(state.tasks.group(task) instanceof BatchGroup)) {
            return new Answer.Refused(
                    "task " + message.task() + " is not known (any more); hold its result until it has" + " a name");
        }
        String name = message.name();
        if (name.isBlank() || name.length() > NAME_CHARS_MAX || state.names.size() >= NAMES_MAX) {
            return new Answer.Refused("a name has from 1 to " + NAME_CHARS_MAX + " characters, and there are at most "
                    + NAMES_MAX + " names; got " + name.length() + " characters, there are " + state.names.size());
        }
        Integer before = state.names.get(name);
        if (before != null && before == task) {
            return new Answer.Done();
        }
        if (before != null && !message.replaces()) {
            return new Answer.Refused("the name " + name + " belongs to the result of task " + state.tasks.key(before)
                    + "; unpublish that first, or say that it may be replaced");
        }
        put(name, task);
        return new Answer.Done();
    }

    /// Gives a name to a result, in place of whatever had it.
    void put(String name, int task) {
        state.record(new ResultNamed(name, state.tasks.key(task)));
        Integer before = state.names.put(name, task);
        holds.change(task, 1);
        if (before != null) {
            holds.change(before, -1);
        }
    }

    /// Gives a name up, where there is such a one.
    void remove(String name) {
        Integer task = state.names.remove(name);
        if (task != null) {
            state.record(new ResultUnnamed(name));
            holds.change(task, -1);
        }
    }

    /// Done where the result has the name no more, which it may have got from this request when it came before.
    void unnamed(ClientId client, ClientMessage.UnnameResult message) {
        Integer named = state.names.get(message.name());
        if (named != null && state.tasks.key(named).equals(message.task())) {
            remove(message.name());
        }
        state.outbox.tell(client, new ClientNotice.Answered(message.request(), new Answer.Done()));
    }
}
