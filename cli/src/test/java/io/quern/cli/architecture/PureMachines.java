package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The state machines have no way to reach a socket, a file, a clock or another thread.
final class PureMachines implements ArchitectureRule {
    private static final Set<String> MACHINES = Set.of(
            "io.quern.scheduler.lifecycle",
            "io.quern.scheduler.coordination",
            "io.quern.scheduler.placement",
            "io.quern.scheduler.graph",
            "io.quern.worker.execution",
            "io.quern.worker.execution.story",
            "io.quern.worker.memory.decision");
    private static final List<String> OUT_OF_REACH = List.of(
            "java/net/",
            "java/nio/channels/",
            "java/nio/file/",
            "java/io/",
            "java/time/Clock",
            "java/util/concurrent/",
            "java/lang/Thread",
            "org/slf4j/");

    @Override
    public List<String> violations(House house) {
        List<String> found = new ArrayList<>();
        for (CompiledClass machine : house.classes()) {
            if (!MACHINES.contains(machine.packageName())) {
                continue;
            }
            for (String used : machine.classes()) {
                if (OUT_OF_REACH.stream().anyMatch(used::startsWith)) {
                    found.add(machine.name() + " uses " + used
                            + ": a state machine is told in an event, and answers with an instruction");
                }
            }
        }
        return found;
    }
}
