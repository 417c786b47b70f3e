package io.quern.cluster.simulation;

import io.quern.cluster.simulation.SimulatedTraffic.Fate;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/// The table of what becomes of messages: each kind is lost in some of many clusters, left without the reply to it
/// in some, and what clients say comes again in some. A kind that is new has to be simulated, or to stand here with
/// a reason.
final class FatesOfMessages {
    private static final List<Class<?>> FAMILIES =
            List.of(ClientMessage.class, ClientNotice.class, WorkerMessage.class, WorkerInstruction.class);

    /// Kinds that simulated processes do not say.
    private static final Map<Class<?>, String> ABSENT = Map.of(
            ClientNotice.JobRefused.class, "jobs keep to all limits",
            WorkerMessage.PredecessorDied.class, "workers have no nanny",
            WorkerMessage.MemoryTold.class, "workers have no memory of their own; that is simulated in worker",
            WorkerMessage.ResultDamaged.class,
                    "workers have no disk; a result that cannot be read is hidden from others",
            WorkerInstruction.ListResults.class, "asked where inventories differ, which is a defect");

    /// Kinds that are not said again after a break.
    private static final Map<Class<?>, String> SAID_ONCE = Map.of(
            ClientMessage.ValueNotSent.class, "a worker that gets nothing says so, and the client is asked anew",
            ClientMessage.EndSession.class, "a program that has ended does not come back");

    /// Kinds that arrive so often have every fate that they may have.
    private static final long COMMON = 1_000;

    private final SimulationTally tally;

    FatesOfMessages(SimulationTally tally) {
        this.tally = tally;
    }

    /// Kinds and what has not become of them, although it should have.
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (Class<?> kind : kinds()) {
            if (ABSENT.containsKey(kind)) {
                continue;
            }
            boolean isCommon = tally.count(kind, Fate.ARRIVED) >= COMMON;
            for (Fate fate : isCommon ? EnumSet.allOf(Fate.class) : EnumSet.of(Fate.ARRIVED)) {
                if (tally.count(kind, fate) == 0 && (fate != Fate.AGAIN || isSaidAgain(kind))) {
                    missing.add(name(kind) + " " + fate);
                }
            }
        }
        return missing;
    }

    /// Streams double nothing by themselves: what comes again is what a client, after a break, must say again.
    private static boolean isSaidAgain(Class<?> kind) {
        return List.of(ClientMessage.class.getPermittedSubclasses()).contains(kind) && !SAID_ONCE.containsKey(kind);
    }

    private static List<Class<?>> kinds() {
        return FAMILIES.stream()
                .<Class<?>>flatMap(family -> List.of(family.getPermittedSubclasses()).stream())
                .toList();
    }

    private static String name(Class<?> kind) {
        return kind.getEnclosingClass().getSimpleName() + "." + kind.getSimpleName();
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder("kind of message: arrived, lost, unanswered, again");
        for (Class<?> kind : kinds()) {
            table.append("\n  ").append(name(kind)).append(':');
            for (Fate fate : Fate.values()) {
                table.append(' ').append(tally.count(kind, fate));
            }
        }
        return table.toString();
    }
}
