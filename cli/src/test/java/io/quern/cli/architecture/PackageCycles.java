package io.quern.cli.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// No two packages use each other, over however many others.
final class PackageCycles implements ArchitectureRule {
    @Override
    public List<String> violations(House house) {
        Map<String, Map<String, String>> uses = usesByPackage(house);
        List<String> found = new ArrayList<>();
        for (List<String> cycle : new StronglyConnected(uses).groupsOfSeveral()) {
            StringBuilder line = new StringBuilder("packages use each other: ");
            for (String from : cycle) {
                uses.get(from).forEach((to, example) -> {
                    if (cycle.contains(to)) {
                        line.append("\n      ")
                                .append(from)
                                .append(" -> ")
                                .append(to)
                                .append(", as ")
                                .append(example);
                    }
                });
            }
            found.add(line.toString());
        }
        return found;
    }

    /// Returns for each package the packages of ours that it uses, each with an example.
    private static Map<String, Map<String, String>> usesByPackage(House house) {
        Map<String, String> packageOf = house.classes().stream()
                .collect(Collectors.toMap(CompiledClass::name, CompiledClass::packageName, (a, _) -> a));
        Map<String, Map<String, String>> uses = new TreeMap<>();
        for (CompiledClass from : house.classes()) {
            Map<String, String> to = uses.computeIfAbsent(from.packageName(), _ -> new TreeMap<>());
            for (String used : from.classes()) {
                String target = packageOf.getOrDefault(used, from.packageName());
                if (!target.equals(from.packageName())) {
                    to.putIfAbsent(target, simple(from.name()) + " uses " + simple(used));
                }
            }
        }
        return uses;
    }

    private static String simple(String internalName) {
        return internalName.substring(internalName.lastIndexOf('/') + 1);
    }

    /// Tarjan's algorithm: the groups of nodes that reach one another (R. Tarjan, SIAM J. Comput. 1972).
    private static final class StronglyConnected {
        private final Map<String, Map<String, String>> edges;
        private final Map<String, Integer> index = new HashMap<>();
        private final Map<String, Integer> low = new HashMap<>();
        private final Deque<String> open = new ArrayDeque<>();
        private final List<List<String>> groups = new ArrayList<>();

        StronglyConnected(Map<String, Map<String, String>> edges) {
            this.edges = edges;
        }

        List<List<String>> groupsOfSeveral() {
            for (String node : edges.keySet()) {
                if (!index.containsKey(node)) {
                    visit(node);
                }
            }
            return groups.stream().filter(group -> group.size() > 1).toList();
        }

        private void visit(String node) {
            index.put(node, index.size());
            low.put(node, index.get(node));
            open.push(node);
            for (String next : edges.getOrDefault(node, Map.of()).keySet()) {
                if (!index.containsKey(next)) {
                    visit(next);
                    low.merge(node, low.get(next), Math::min);
                } else if (open.contains(next)) {
                    low.merge(node, index.get(next), Math::min);
                }
            }
            if (low.get(node).equals(index.get(node))) {
                List<String> group = new ArrayList<>();
                String member;
                do {
                    member = open.pop();
                    group.add(member);
                } while (!member.equals(node));
                groups.add(group.stream().sorted().toList());
            }
        }
    }
}
