package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The state machines do the same in every JVM: nothing in them may depend on an order that the JVM chooses
/// anew for each process. `Set.of` and its like are salted, identity hashes are addresses, hash tables of
/// either walk in their order.
final class RepeatableMachines implements ArchitectureRule {
    private static final List<String> MACHINES = List.of(
            "io/quern/scheduler/lifecycle/",
            "io/quern/scheduler/coordination/",
            "io/quern/scheduler/placement/",
            "io/quern/scheduler/graph/",
            "io/quern/worker/execution/",
            "io/quern/worker/memory/decision/");

    private static final String FUNCTION = "Ljava/util/function/Function;";
    private static final String MERGE = "Ljava/util/function/BinaryOperator;";
    private static final String COLLECTOR = "Ljava/util/stream/Collector;";

    /// What gives such an order, and what takes its place. Empty sets and maps have none, and a collector that
    /// is told which map to make makes that one.
    private static final Map<String, String> SALTED = Map.ofEntries(
            Map.entry("java/util/Set.of:(Ljava/", "a LinkedHashSet or an EnumSet"),
            Map.entry("java/util/Set.of:([Ljava/", "a LinkedHashSet or an EnumSet"),
            Map.entry("java/util/Set.copyOf:", "an unmodifiable LinkedHashSet"),
            Map.entry("java/util/Map.of:(L", "a LinkedHashMap or an EnumMap"),
            Map.entry("java/util/Map.ofEntries:", "a LinkedHashMap"),
            Map.entry("java/util/Map.copyOf:", "an unmodifiable LinkedHashMap"),
            Map.entry("java/util/stream/Collectors.toSet:", "toCollection(TreeSet::new)"),
            Map.entry("java/util/stream/Collectors.toUnmodifiableSet:", "toCollection(TreeSet::new)"),
            Map.entry("java/util/stream/Collectors.toUnmodifiableMap:", "toMap with TreeMap::new"),
            Map.entry("java/util/stream/Collectors.toMap:(" + FUNCTION + FUNCTION + ")", "toMap with TreeMap::new"),
            Map.entry(
                    "java/util/stream/Collectors.toMap:(" + FUNCTION + FUNCTION + MERGE + ")",
                    "toMap with TreeMap::new"),
            Map.entry("java/util/stream/Collectors.groupingBy:(" + FUNCTION + ")", "groupingBy with TreeMap::new"),
            Map.entry(
                    "java/util/stream/Collectors.groupingBy:(" + FUNCTION + COLLECTOR + ")",
                    "groupingBy with TreeMap::new"),
            Map.entry("java/lang/System.identityHashCode:", "a number of its own"),
            Map.entry("java/util/WeakHashMap.", "a LinkedHashMap or a TreeMap"),
            Map.entry("java/util/IdentityHashMap.", "a map by number"),
            Map.entry("java/util/HashMap.<init>:", "a LinkedHashMap or a TreeMap"),
            Map.entry("java/util/HashSet.<init>:", "a LinkedHashSet or a TreeSet"));

    /// On whichever collection or stream it is called.
    private static final Pattern PARALLEL = Pattern.compile("java/util/.*\\.(parallelStream|parallel):.*");

    /// Hash tables that are looked up in, and never walked.
    private static final Set<String> LOOKED_UP_ONLY = Set.of(
            "io/quern/scheduler/lifecycle/MachineState",
            "io/quern/scheduler/lifecycle/PlacementInvariants",
            "io/quern/scheduler/lifecycle/BatchLimits",
            "io/quern/scheduler/placement/WorkerRoster",
            "io/quern/scheduler/placement/ReadyTasks");

    @Override
    public List<String> violations(House house) {
        List<String> found = new ArrayList<>();
        for (CompiledClass machine : house.classes()) {
            if (MACHINES.stream().anyMatch(machine.name()::startsWith)) {
                SALTED.forEach((member, instead) -> {
                    boolean isHash = member.startsWith("java/util/Hash");
                    boolean isAllowed = isHash && LOOKED_UP_ONLY.contains(machine.name());
                    if (!isAllowed && machine.members().stream().anyMatch(used -> used.startsWith(member))) {
                        found.add(machine.name() + " uses " + member.split(":", 2)[0]
                                + ", whose order is another one in each JVM: take " + instead);
                    }
                });
                machine.members().stream()
                        .filter(used -> PARALLEL.matcher(used).matches())
                        .forEach(used -> found.add(machine.name() + " uses " + used.split(":", 2)[0]
                                + ", which many threads do in an order of their own: take stream()"));
            }
        }
        return found;
    }
}
