package io.quern.scheduler.placement;

import io.quern.core.graph.TaskOptions;
import io.quern.core.key.JobId;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The tasks that are ready to run: by client and requirement in [ReadyLane]s, and apart from them those that must run
/// alone on a worker because workers died under them.
///
/// A lane lives as long as a group of tasks is known that has tasks for it.
public final class ReadyTasks {
    private final TaskTable tasks;
    private final WorkerRoster roster;
    private final int aloneAfterDeaths;
    private final IdHeap.Places places = new IdHeap.Places();
    private final IdHeap loners;
    /// Calls of actors, which go where their actor is, in their turn.
    private final BitSet calls = new BitSet();
    private final List<@Nullable ReadyLane> lanes = new ArrayList<>();
    private final BitSet freeNumbers = new BitSet();
    /// In the order of their beginning.
    private final Map<JobId, FairShare> shares = new LinkedHashMap<>();
    /// For look-ups only: its order reaches no decision.
    private final Map<LaneKey, ReadyLane> byKey = new HashMap<>();

    private long nextShare;

    private record LaneKey(JobId session, Requirement requirement) {}

    /// @param aloneAfterDeaths workers that died under a task before it must run alone
    public ReadyTasks(TaskTable tasks, WorkerRoster roster, int aloneAfterDeaths) {
        this.tasks = tasks;
        this.roster = roster;
        this.aloneAfterDeaths = aloneAfterDeaths;
        this.loners = new IdHeap(this::isBefore, places);
    }

    private boolean isBefore(int task, int other) {
        long priority = tasks.priority(task);
        long otherPriority = tasks.priority(other);
        return priority != otherPriority ? priority < otherPriority : task < other;
    }

    /// Gives each task of a group a lane.
    public void enter(TaskGroup group) {
        JobId session = group.graph().session().id();
        List<TaskOptions> options = group.options();
        int[] numbers = new int[options.size()];
        for (int i = 0; i < numbers.length; i++) {
            LaneKey key = new LaneKey(session, Requirement.of(options.get(i)));
            ReadyLane lane = byKey.get(key);
            if (lane == null) {
                lane = addLane(key);
            }
            lane.countGroups(1);
            numbers[i] = lane.number();
        }
        group.setLanes(numbers);
    }

    /// How many lanes a session would have with a group whose tasks have those options.
    public int lanesWith(JobId session, List<TaskOptions> options) {
        FairShare share = shares.get(session);
        Set<LaneKey> added = new HashSet<>();
        for (TaskOptions option : options) {
            LaneKey key = new LaneKey(session, Requirement.of(option));
            if (!byKey.containsKey(key)) {
                added.add(key);
            }
        }
        return added.size() + (share == null ? 0 : share.lanes().size());
    }

    private ReadyLane addLane(LaneKey key) {
        FairShare share = shares.computeIfAbsent(key.session(), id -> new FairShare(id, nextShare++));
        int number = freeNumbers.isEmpty() ? lanes.size() : freeNumbers.nextSetBit(0);
        if (number == lanes.size()) {
            lanes.add(null);
        }
        freeNumbers.clear(number);
        ReadyLane lane = new ReadyLane(number, share, key.requirement(), new IdHeap(this::isBefore, places));
        for (WorkerEntry worker : roster.all()) {
            boolean isStaying = worker.status() != WorkerStatus.RETIRING;
            lane.countAdmitting(isStaying && key.requirement().admits(worker) ? 1 : 0);
        }
        lanes.set(number, lane);
        share.lanes().add(lane);
        byKey.put(key, lane);
        return lane;
    }

    /// Takes the lanes of a group away from it. None of its tasks is ready.
    public void leave(TaskGroup group) {
        for (int number : group.lanes()) {
            ReadyLane lane = Objects.requireNonNull(lanes.get(number), "lane");
            if (lane.countGroups(-1) == 0) {
                FairShare share = lane.share();
                share.lanes().remove(lane);
                if (share.lanes().isEmpty()) {
                    shares.remove(share.session());
                }
                byKey.remove(new LaneKey(share.session(), lane.requirement()));
                lanes.set(number, null);
                freeNumbers.set(number);
            }
        }
    }

    /// The lane of a task, ready or not.
    public ReadyLane lane(int task) {
        int number = tasks.group(task).lane(tasks.partition(task));
        return Objects.requireNonNull(lanes.get(number), "lane");
    }

    /// Whether a task must run alone on its worker. A call of an actor has no choice of workers.
    public boolean isLoner(int task) {
        return tasks.deaths(task) >= aloneAfterDeaths && !tasks.isCall(task);
    }

    public void add(int task) {
        if (tasks.isCall(task)) {
            calls.set(task);
        } else {
            heapOf(task).add(task);
        }
    }

    public void remove(int task) {
        if (tasks.isCall(task)) {
            calls.clear(task);
        } else {
            heapOf(task).remove(task);
        }
    }

    public boolean contains(int task) {
        return tasks.isCall(task) ? calls.get(task) : heapOf(task).contains(task);
    }

    private IdHeap heapOf(int task) {
        return isLoner(task) ? loners : lane(task).tasks();
    }

    /// Ready tasks that must run alone, in the order of a heap.
    public int[] loners() {
        return loners.toArray();
    }

    /// In the order of their beginning.
    public Collection<FairShare> shares() {
        return shares.values();
    }

    public int laneCount() {
        return byKey.size();
    }

    public int size() {
        int size = loners.size() + calls.cardinality();
        for (FairShare share : shares.values()) {
            for (ReadyLane lane : share.lanes()) {
                size += lane.size();
            }
        }
        return size;
    }

    /// Visits all ready tasks, in an order that depends on nothing but what happened before.
    public void forEach(IntConsumer visitor) {
        for (int task : loners()) {
            visitor.accept(task);
        }
        calls.stream().forEach(visitor);
        forEachLane(lane -> {
            for (int i = 0; i < lane.size(); i++) {
                visitor.accept(lane.at(i));
            }
        });
    }

    private void forEachLane(Consumer<ReadyLane> visitor) {
        shares.values().forEach(share -> share.lanes().forEach(visitor));
    }

    /// A worker has joined.
    ///
    /// @param nowPlaceable takes the ready tasks that no worker could run before
    public void workerJoined(WorkerEntry worker, IntConsumer nowPlaceable) {
        count(worker, 1, 1, nowPlaceable);
    }

    /// A worker is no more, or takes no new tasks for good.
    ///
    /// @param nowUnplaceable takes the ready tasks that no worker can run now
    public void workerLeft(WorkerEntry worker, IntConsumer nowUnplaceable) {
        count(worker, -1, 0, nowUnplaceable);
    }

    private void count(WorkerEntry worker, int change, int turningCount, IntConsumer turned) {
        forEachLane(lane -> {
            if (lane.requirement().admits(worker)) {
                lane.countAdmitting(change);
                if (lane.admittingWorkers() == turningCount) {
                    for (int i = 0; i < lane.size(); i++) {
                        turned.accept(lane.at(i));
                    }
                }
            }
        });
        for (int task : loners()) {
            if (lane(task).admittingWorkers() == turningCount) {
                turned.accept(task);
            }
        }
    }
}
