package io.quern.cluster.simulation;

import io.quern.core.message.Message;
import io.quern.scheduler.lifecycle.InventoryDefects;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What happened in many simulated clusters, by kind: simulations that end well because nothing happens show
/// nothing. Clusters may be added by several threads.
final class SimulationTally {
    private final Map<SimulatedClient.Outcome, Integer> outcomes = new EnumMap<>(SimulatedClient.Outcome.class);
    private final Map<String, Long> transitions = new TreeMap<>();
    private final List<InventoryDefects> defects = new ArrayList<>();
    private final Map<Class<? extends Message>, Map<SimulatedTraffic.Fate, Long>> traffic = new HashMap<>();
    private int resumptions;
    private int restarts;
    private long calls;
    private long plannedJobs;
    private long pushes;

    synchronized void add(SimulatedCluster cluster) {
        for (SimulatedClient client : cluster.clients()) {
            client.outcomes().forEach(outcome -> outcomes.merge(outcome, 1, Integer::sum));
            resumptions += client.resumptions();
            plannedJobs += client.plannedJobs();
        }
        cluster.scheduler().countTransitions(transitions);
        defects.addAll(cluster.scheduler().defects());
        cluster.traffic().addTo(traffic);
        restarts += cluster.scheduler().life() - 1;
        calls += cluster.actors().calls();
        pushes += cluster.pushes();
    }

    /// Jobs by how they ended.
    synchronized Map<SimulatedClient.Outcome, Integer> outcomes() {
        return Map.copyOf(outcomes);
    }

    /// How often each declared transition occurred.
    synchronized Map<String, Long> transitions() {
        return new TreeMap<>(transitions);
    }

    /// How often each of this became of a message of that kind.
    synchronized long count(Class<?> kind, SimulatedTraffic.Fate fate) {
        return traffic.getOrDefault(kind, Map.of()).getOrDefault(fate, 0L);
    }

    /// What watchdogs found.
    synchronized List<InventoryDefects> defects() {
        return List.copyOf(defects);
    }

    /// Sessions that went on after a break.
    synchronized int resumptions() {
        return resumptions;
    }

    /// Schedulers that died.
    synchronized int restarts() {
        return restarts;
    }

    /// Calls of actors that began.
    synchronized long calls() {
        return calls;
    }

    /// Jobs with planners whose results were collected.
    synchronized long plannedJobs() {
        return plannedJobs;
    }

    /// Scattered values that came to a worker.
    synchronized long pushes() {
        return pushes;
    }

    @Override
    public synchronized String toString() {
        return "jobs: " + outcomes + ", sessions resumed: " + resumptions + ", schedulers that died: " + restarts
                + ", calls of actors: " + calls + ", jobs with planners collected: " + plannedJobs
                + ", scattered values: " + pushes
                + ", transitions: " + transitions;
    }
}
