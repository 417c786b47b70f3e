package io.quern.worker.memory.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.config.MemorySettings;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.worker.memory.decision.MemoryEvent.DiskTried;
import io.quern.worker.memory.decision.MemoryEvent.FetchEnded;
import io.quern.worker.memory.decision.MemoryEvent.FetchWanted;
import io.quern.worker.memory.decision.MemoryEvent.HeapMeasured;
import io.quern.worker.memory.decision.MemoryEvent.InputsLoaded;
import io.quern.worker.memory.decision.MemoryEvent.InputsWanted;
import io.quern.worker.memory.decision.MemoryEvent.ReservedChanged;
import io.quern.worker.memory.decision.MemoryEvent.ResultDropped;
import io.quern.worker.memory.decision.MemoryEvent.ResultKept;
import io.quern.worker.memory.decision.MemoryEvent.ResultLoaded;
import io.quern.worker.memory.decision.MemoryEvent.ResultPinned;
import io.quern.worker.memory.decision.MemoryEvent.ResultSpilled;
import io.quern.worker.memory.decision.MemoryEvent.ResultUnpinned;
import io.quern.worker.memory.decision.MemoryEvent.RoomWanted;
import io.quern.worker.memory.decision.MemoryEvent.RunEnded;
import io.quern.worker.memory.decision.MemoryEvent.RunRested;
import io.quern.worker.memory.decision.MemoryEvent.SpillFailed;
import io.quern.worker.memory.decision.MemoryEvent.TimePassed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A worker around one machine: its slots, its store and a disk that is full now and then, all random.
final class MemorySimulation {
    private static final long HEAP = 1_000_000;
    private static final long SECOND = 1_000_000_000L;

    private final SplittableRandom random;
    private final MemoryMachine machine;
    private final int slots;

    /// Those that have begun, with what they do.
    private final TreeMap<RunId, Run> runs = new TreeMap<>();

    private final TreeMap<RunId, Stored> store = new TreeMap<>();
    private final TreeSet<RunId> spilling = new TreeSet<>();

    /// Results of peers that were asked for, by their sizes, and those of them that are under way.
    private final TreeMap<RunId, Long> fetches = new TreeMap<>();

    private final TreeSet<RunId> flights = new TreeSet<>();
    private boolean isPaused;
    private boolean isDiskFull;
    private boolean isTrying;
    private long nowNanos;
    private int numbers;
    private int toDo;
    private int spilled;
    private long trace = 1;

    private static final class Stored {
        private final long bytes;
        private final boolean isActor;
        private boolean isInMemory = true;
        private int readers;

        Stored(long bytes, boolean isActor) {
            this.bytes = bytes;
            this.isActor = isActor;
        }
    }

    private static final class Run {
        private final List<RunId> inputs;
        private boolean hasWanted;
        private boolean isAdmitted;
        private boolean hasLoaded;
        private boolean isResting;
        private long reserved;

        Run(List<RunId> inputs) {
            this.inputs = inputs;
        }
    }

    MemorySimulation(long seed) {
        this.random = new SplittableRandom(seed);
        this.slots = 1 + random.nextInt(4);
        this.machine = new MemoryMachine(MemoryLimits.of(HEAP, HEAP, MemorySettings.DEFAULT, 1 + random.nextInt(3)));
    }

    long trace() {
        return trace;
    }

    int spilled() {
        return spilled;
    }

    void run(int steps) {
        toDo = steps / 4;
        for (int i = 0; i < steps; i++) {
            step();
        }
        finish();
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            begin();
        } else if (dice < 65 && !runs.isEmpty()) {
            goOn(pick(runs.keySet()));
        } else if (dice < 80 && !spilling.isEmpty()) {
            endSpill(pick(spilling));
        } else if (dice < 82 && isTrying) {
            endTrial();
        } else if (dice < 85 && !store.isEmpty()) {
            drop(pick(store.keySet()));
        } else if (dice < 88) {
            tell(new HeapMeasured(random.nextLong(HEAP / 3)));
        } else if (dice < 90) {
            isDiskFull = random.nextInt(3) == 0;
        } else if (dice < 92) {
            tell(new RoomWanted(random.nextLong(HEAP / 4)));
        } else if (dice < 95) {
            wantFetch();
        } else if (dice < 98 && !flights.isEmpty()) {
            land(pick(flights));
        } else {
            passTime();
        }
    }

    private void wantFetch() {
        RunId result = number();
        fetches.put(result, random.nextLong(HEAP / 3));
        tell(new FetchWanted(result, fetches.get(result)));
        assertThat(flights).as("one goes on in any case").isNotEmpty();
    }

    /// It comes, in another size now and then, or cannot be had.
    private void land(RunId result) {
        flights.remove(result);
        long bytes = fetches.remove(result) + (random.nextInt(4) == 0 ? random.nextLong(HEAP / 20) : 0);
        if (random.nextInt(5) > 0) {
            store.put(result, new Stored(bytes, false));
            tell(new ResultKept(result, bytes, true));
        }
        tell(new FetchEnded(result));
        assertThat(fetches.isEmpty() || !flights.isEmpty()).isTrue();
    }

    private void passTime() {
        nowNanos += random.nextLong(3 * SECOND);
        tell(new TimePassed(nowNanos, random.nextLong(HEAP)));
    }

    /// As a worker begins runs: freely, or when nothing else is at work.
    private void begin() {
        long atWork = runs.values().stream().filter(run -> !run.isResting).count();
        if (toDo == 0 || atWork >= slots || (isPaused && atWork > 0)) {
            return;
        }
        toDo--;
        List<RunId> inputs = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0 && !store.isEmpty(); i--) {
            RunId input = pick(store.keySet());
            inputs.add(input);
            store.get(input).readers++;
            tell(new ResultPinned(input));
        }
        runs.put(number(), new Run(inputs));
    }

    private RunId number() {
        return new RunId(new TaskKey(new JobId(1, 1), 0, numbers++), 1);
    }

    /// Asks for its inputs, reads them, reserves, waits for others, ends.
    private void goOn(RunId id) {
        Run run = runs.get(id);
        long missing = run.inputs.stream()
                .map(store::get)
                .filter(input -> !input.isInMemory)
                .mapToLong(input -> input.bytes)
                .sum();
        if (!run.hasLoaded && missing > 0 && !run.hasWanted) {
            run.hasWanted = true;
            tell(new InputsWanted(id, missing));
        } else if (!run.hasLoaded && run.hasWanted && !run.isAdmitted) {
            assertThat(atWorkWithInputs())
                    .as("somebody goes on while one waits")
                    .isPositive();
        } else if (!run.hasLoaded) {
            read(id, run);
        } else if (run.isResting || random.nextInt(8) == 0) {
            run.isResting = !run.isResting;
            tell(new RunRested(id, run.isResting));
        } else if (random.nextInt(3) == 0) {
            long change = random.nextBoolean() ? random.nextLong(HEAP / 10) : -random.nextLong(run.reserved + 1);
            if (machine.liveBytes() + change <= machine.limits().pauseAtBytes()) {
                run.reserved += change;
                tell(new ReservedChanged(change));
            }
        } else {
            end(id, run);
        }
    }

    private long atWorkWithInputs() {
        return runs.values().stream()
                .filter(run -> run.isAdmitted && !run.isResting)
                .count();
    }

    private void read(RunId id, Run run) {
        for (RunId input : run.inputs) {
            Stored stored = store.get(input);
            if (!stored.isInMemory) {
                stored.isInMemory = true;
                tell(new ResultLoaded(input));
            }
        }
        run.hasLoaded = true;
        tell(new InputsLoaded(id));
    }

    private void end(RunId id, Run run) {
        runs.remove(id);
        tell(new ReservedChanged(-run.reserved));
        boolean isActor = random.nextInt(30) == 0;
        long bytes = isActor ? 0 : random.nextLong(HEAP / 8);
        store.put(id, new Stored(bytes, isActor));
        tell(new ResultKept(id, bytes, !isActor));
        for (RunId input : run.inputs) {
            store.get(input).readers--;
            tell(new ResultUnpinned(input));
        }
        tell(new RunEnded(id));
    }

    private void drop(RunId result) {
        if (store.get(result).readers == 0) {
            store.remove(result);
            tell(new ResultDropped(result));
        }
    }

    private void endSpill(RunId result) {
        spilling.remove(result);
        @Nullable Stored stored = store.get(result);
        if (isDiskFull) {
            tell(new SpillFailed(result, random.nextInt(5) == 0 ? "" : "disk full", nowNanos));
        } else {
            if (stored != null) {
                stored.isInMemory = false;
            }
            spilled++;
            tell(new ResultSpilled(result));
        }
    }

    private void endTrial() {
        isTrying = false;
        tell(new DiskTried(isDiskFull ? "disk full" : "", nowNanos));
    }

    /// The disk has room again; everything that is to be done gets done, however much the memory is short.
    private void finish() {
        isDiskFull = false;
        for (int i = 0; toDo > 0 || !runs.isEmpty() || !spilling.isEmpty() || isTrying || !fetches.isEmpty(); i++) {
            assertThat(i).as("nothing moves: %s", machine.describe()).isLessThan(200_000);
            begin();
            if (!runs.isEmpty()) {
                goOn(pick(runs.keySet()));
            }
            if (!spilling.isEmpty()) {
                endSpill(pick(spilling));
            }
            if (isTrying) {
                endTrial();
            }
            if (!flights.isEmpty()) {
                land(pick(flights));
            }
            if (i % 10 == 0) {
                passTime();
            }
        }
        tell(new HeapMeasured(0));
        nowNanos += 60 * SECOND;
        tell(new TimePassed(nowNanos, 0));
        while (!spilling.isEmpty()) {
            endSpill(pick(spilling));
        }
        if (isTrying) {
            endTrial();
        }
        assertThat(machine.spillProblem()).as("the mark goes by itself").isEmpty();
        new ArrayList<>(store.keySet()).forEach(this::drop);
        assertThat(machine.liveBytes()).isZero();
        assertThat(machine.inMemoryBytes() + machine.onDiskBytes()).isZero();
        assertThat(isPaused).isFalse();
    }

    private void tell(MemoryEvent event) {
        List<MemoryInstruction> instructions = machine.handle(event);
        for (MemoryInstruction instruction : instructions) {
            switch (instruction) {
                case MemoryInstruction.SpillResult spill -> {
                    Stored stored = store.get(spill.result());
                    assertThat(stored.isInMemory && !stored.isActor && stored.readers == 0)
                            .isTrue();
                    assertThat(spilling.add(spill.result())).isTrue();
                }
                case MemoryInstruction.TryDisk _ -> {
                    assertThat(isTrying).isFalse();
                    isTrying = true;
                }
                case MemoryInstruction.AdmitInputs admit -> runs.get(admit.run()).isAdmitted = true;
                case MemoryInstruction.BeginFetch begin -> {
                    assertThat(fetches).containsKey(begin.result());
                    assertThat(flights.add(begin.result())).isTrue();
                }
                case MemoryInstruction.SetIntake intake -> {
                    assertThat(intake.isPaused()).isNotEqualTo(isPaused);
                    isPaused = intake.isPaused();
                }
            }
        }
        machine.check();
        long inMemory = store.values().stream()
                .filter(one -> one.isInMemory)
                .mapToLong(one -> one.bytes)
                .sum();
        long held = store.values().stream().mapToLong(one -> one.bytes).sum();
        assertThat(machine.inMemoryBytes()).isEqualTo(inMemory);
        assertThat(machine.inMemoryBytes() + machine.onDiskBytes()).isEqualTo(held);
        trace = 31 * trace + instructions.toString().hashCode();
        trace = 31 * trace + machine.describe().hashCode();
    }

    private RunId pick(Collection<RunId> from) {
        return from.stream().skip(random.nextInt(from.size())).findFirst().orElseThrow();
    }
}
