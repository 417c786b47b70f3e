package io.quern.cluster.simulation;

import io.quern.core.message.ClientMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What a client says of its tasks, as the real one does: after a break all that the scheduler may not have got is
/// said again, in its order. It has all that was said before a batch that it answered.
final class SimulatedWords {
    private final Consumer<ClientMessage> stream;
    private final List<ClientMessage> unacknowledged = new ArrayList<>();
    /// Requests without an answer.
    private final Set<Long> open = new TreeSet<>();

    /// @param stream takes what is to be sent; drops it where the client is not connected
    SimulatedWords(Consumer<ClientMessage> stream) {
        this.stream = stream;
    }

    void say(ClientMessage message) {
        unacknowledged.add(message);
        long request = request(message);
        if (request > 0) {
            open.add(request);
        }
        stream.accept(message);
    }

    /// Says something that is not said again: after a break the scheduler asks anew, or is told how it is then.
    void sayOnce(ClientMessage message) {
        stream.accept(message);
    }

    void sayAgain() {
        unacknowledged.removeIf(message -> request(message) > 0 && !open.contains(request(message)));
        unacknowledged.forEach(stream);
    }

    void batchAnswered(int stage) {
        for (int i = 0; i < unacknowledged.size(); i++) {
            if (unacknowledged.get(i) instanceof ClientMessage.SubmitTasks sent
                    && sent.batch().stage() == stage) {
                unacknowledged.subList(0, i + 1).clear();
                return;
            }
        }
    }

    void answered(long request) {
        open.remove(request);
    }

    void end() {
        unacknowledged.clear();
        open.clear();
    }

    /// Its number, 0 where it asks for no answer of its own.
    private static long request(ClientMessage message) {
        return switch (message) {
            case ClientMessage.Ask ask -> ask.request();
            case ClientMessage.NameResult naming -> naming.request();
            case ClientMessage.UnnameResult naming -> naming.request();
            case ClientMessage.PauseWorkers pause -> pause.request();
            case ClientMessage.RetireWorkers retire -> retire.request();
            case ClientMessage.ReplicateTasks replicate -> replicate.request();
            case ClientMessage.ListTasks list -> list.request();
            case ClientMessage.RegisterClient _,
                    ClientMessage.SubmitJob _,
                    ClientMessage.CancelJob _,
                    ClientMessage.ReleaseJob _,
                    ClientMessage.ReportLostResult _,
                    ClientMessage.SubmitTasks _,
                    ClientMessage.HoldTasks _,
                    ClientMessage.ReleaseTasks _,
                    ClientMessage.CancelTasks _,
                    ClientMessage.RetryTasks _,
                    ClientMessage.DetachTasks _,
                    ClientMessage.ValueNotSent _,
                    ClientMessage.ValuesKept _,
                    ClientMessage.EndSession _ -> 0;
        };
    }
}
