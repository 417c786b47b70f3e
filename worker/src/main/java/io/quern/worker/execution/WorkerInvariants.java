package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.worker.execution.story.WorkerTaskPhase;

/// What holds between any two events. Each check recounts from the entries what the state keeps beside them.
final class WorkerInvariants {
    private final WorkerState state;

    private int executing;
    private int flights;
    private int ready;
    private int resuming;
    private int fetches;
    private long liveBytes;

    private WorkerInvariants(WorkerState state) {
        this.state = state;
    }

    static void check(WorkerState state) {
        new WorkerInvariants(state).check();
    }

    private void check() {
        for (var known : state.entries.entrySet()) {
            TaskEntry entry = known.getValue();
            require(entry.run.equals(known.getKey()), "an entry stands under its own run", entry);
            checkPhase(entry);
            checkInputs(entry);
            checkDependents(entry);
        }
        require(state.pending.isEmpty(), "no follow-up step is left");
        requireEqual(executing, state.executing, "executing runs are counted: ");
        requireEqual(flights, state.flights, "fetches in flight are counted: ");
        requireEqual(ready, state.ready.size(), "ready runs stand in their queue: ");
        requireEqual(resuming, state.resuming.size(), "resuming runs stand in their queue: ");
        requireEqual(fetches, state.fetches.size(), "results to fetch stand in their queue: ");
        requireEqual(liveBytes, state.liveBytes, "live bytes are the sum of the results held: ");
        int most = state.slots() + WorkerState.AHEAD_MAX;
        require(state.executing + state.abandoned.slots() <= most, "no more runs than slots, and some ahead");
        require(state.flights <= state.settings.fetchesMax(), "no more fetches than allowed");
        TaskEntry next = state.nextForSlot();
        require(next == null || !state.mayHandOver(next), "no run waits that may be handed to the threads");
        require(state.fetches.isEmpty() || !state.mayFetch(), "no fetch waits while one may begin");
        for (RunId run : state.abandoned.runs()) {
            require(!state.entries.containsKey(run), "an abandoned run has no entry: " + run);
        }
    }

    private void checkPhase(TaskEntry entry) {
        boolean isRun = switch (entry.phase) {
            case FORGOTTEN -> throw violated("a forgotten task has no entry", entry);
            case WAITING -> {
                require(entry.missing > 0, "a waiting run misses an input", entry);
                yield true;
            }
            case READY -> {
                ready++;
                require(state.ready.contains(entry), "a ready run stands in its queue", entry);
                require(entry.missing == 0, "a ready run misses no input", entry);
                yield true;
            }
            case EXECUTING -> {
                executing++;
                require(entry.missing == 0, "an executing run misses no input", entry);
                yield true;
            }
            case BLOCKED -> {
                require(entry.missing == 0, "a blocked run misses no input", entry);
                yield true;
            }
            case RESUMING -> {
                resuming++;
                require(state.resuming.contains(entry), "a resuming run stands in its queue", entry);
                require(entry.missing == 0, "a resuming run misses no input", entry);
                yield true;
            }
            case FETCH -> {
                fetches++;
                require(state.fetches.contains(entry), "a result to fetch stands in its queue", entry);
                require(!entry.candidates.isEmpty(), "a result to fetch has a holder", entry);
                require(entry.isFetchNeeded(), "a result to fetch is needed", entry);
                yield false;
            }
            case FLIGHT -> {
                flights++;
                require(entry.source != null, "a fetch in flight has a source", entry);
                yield false;
            }
            case MEMORY -> {
                liveBytes += entry.sizeBytes;
                require(!entry.isCopyWanted, "a result that is here needs no copy", entry);
                require(!entry.isDropWanted || !entry.dependents.isEmpty(), "a result to drop is still needed", entry);
                yield false;
            }
            case ERROR -> false;
        };
        require(isRun == (entry.assignment != null), "exactly the unfinished runs have an assignment", entry);
        require(isRun == (entry.function != null), "exactly the unfinished runs have a function", entry);
        require(entry.phase == WorkerTaskPhase.FLIGHT || entry.source == null, "only a flight has a source", entry);
        boolean mayOutliveStream = entry.phase == WorkerTaskPhase.FLIGHT || entry.phase == WorkerTaskPhase.MEMORY;
        require(mayOutliveStream || state.worker != null, "an unregistered worker has results and nothing else", entry);
    }

    private void checkInputs(TaskEntry entry) {
        int missing = 0;
        for (RunId input : entry.inputs) {
            TaskEntry held = state.entries.get(input);
            if (held == null) {
                throw violated("an input has an entry: " + input, entry);
            }
            require(held.dependents.contains(entry.run), "each input knows its dependent", entry);
            if (held.phase != WorkerTaskPhase.MEMORY) {
                missing++;
            }
        }
        require(missing == entry.missing, "missing inputs are counted", entry);
    }

    private void checkDependents(TaskEntry entry) {
        for (RunId dependent : entry.dependents) {
            TaskEntry run = state.entries.get(dependent);
            if (run == null || !run.inputs.contains(entry.run)) {
                throw violated("a dependent has it as an input: " + dependent, entry);
            }
        }
    }

    private void requireEqual(long counted, long kept, String what) {
        if (counted != kept) {
            require(false, what + counted);
        }
    }

    private void require(boolean holds, String invariant, TaskEntry entry) {
        if (!holds) {
            throw violated(invariant, entry);
        }
    }

    private void require(boolean holds, String invariant) {
        if (!holds) {
            throw new InvalidWorkerTransition("violated: " + invariant + "; " + recent());
        }
    }

    private InvalidWorkerTransition violated(String invariant, TaskEntry entry) {
        return new InvalidWorkerTransition("violated: " + invariant + "; entry: " + entry + "; " + recent());
    }

    private String recent() {
        var steps = state.story.all();
        return "last steps: " + steps.subList(Math.max(0, steps.size() - 20), steps.size());
    }
}
