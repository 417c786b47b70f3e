package io.quern.scheduler.lifecycle;

import io.quern.core.key.TaskKey;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.WorkerMessage.LingeringRun;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.ReadyLane;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.SortedMap;
import java.util.TreeMap;

/// Says in words why a task is where it is: what a person asks who sees nothing move.
final class Explanation {
    private final MachineState state;
    private final TaskTable tasks;

    Explanation(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    String of(int task) {
        String gathering = state.life.isGathering() && tasks.phase(task).isActive()
                ? "the scheduler was started again and waits for workers to offer the results that they hold; then: "
                : "";
        return gathering + inPhase(task);
    }

    private String inPhase(int task) {
        return switch (tasks.phase(task)) {
            case FORGOTTEN -> "it is not known";
            case RELEASED -> "nobody needs its result; it is kept in case what depends on it has to be made again";
            case WAITING -> waiting(task);
            case NO_WORKER -> noWorker(task);
            case QUEUED -> queued(task);
            case PROCESSING -> processing(task);
            case MEMORY -> tasks.isActor(task) ? "it is an actor on " + holder(task) : "its result is in memory";
            case ERRED -> erred(task);
        };
    }

    private String holder(int task) {
        return state.roster.at(tasks.firstHolder(task)).name();
    }

    private String waiting(int task) {
        if (tasks.isRetryPending(task)) {
            return tasks.retries(task) == 0
                    ? "an input of it is out of reach of its last worker; it is tried again soon"
                    : "its last run failed; retry " + tasks.retries(task) + " is due soon";
        }
        if (tasks.isScattered(task)) {
            return state.scatters.explain(task);
        }
        if (tasks.isActor(task) && tasks.isSpent(task)) {
            return "it was made before the scheduler was started again, if it was, and waits for its worker to offer it";
        }
        int[] first = {TaskTable.NONE};
        tasks.group(task).visitInputs(tasks.partition(task), (upstream, from, to) -> {
            for (int input = from; input < to && first[0] == TaskTable.NONE && upstream.isExpanded(); input++) {
                if (tasks.phase(upstream.firstTask() + input) != TaskPhase.MEMORY) {
                    first[0] = upstream.firstTask() + input;
                }
            }
        });
        String text = "it waits for " + tasks.missing(task) + " inputs";
        return first[0] == TaskTable.NONE ? text : text + ", the first of them " + where(first[0]);
    }

    private String where(int task) {
        String text = key(task) + ", which is " + tasks.phase(task).word();
        int runner = tasks.runner(task);
        return runner == TaskTable.NONE
                ? text
                : text + " on " + state.roster.at(runner).name();
    }

    private String queued(int task) {
        if (tasks.isCall(task)) {
            return state.actors.explain(task);
        }
        if (state.ready.isLoner(task)) {
            return "workers died under it, so it must run alone on a worker, and waits until one is free for it";
        }
        ReadyLane lane = state.ready.lane(task);
        int before = 0;
        for (ReadyLane other : lane.share().lanes()) {
            for (int i = 0; i < other.size(); i++) {
                before += tasks.priority(other.at(i)) < tasks.priority(task) ? 1 : 0;
            }
        }
        Requirement requirement = lane.requirement();
        return "all its inputs are there; " + before + " tasks of its client come before it, and none of the "
                + lane.admittingWorkers() + " workers"
                + (requirement.isAnywhere() ? "" : " that meet its wishes (" + requirement + ")")
                + closed(requirement)
                + " has room for "
                + (requirement.isProducer()
                        ? "one more task that creates data: those are withheld until their consumers can follow"
                        : "one more task");
    }

    /// How many of the workers that it might run on get nothing new, or little, and why.
    private String closed(Requirement requirement) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (WorkerEntry worker : state.roster.all()) {
            String why = requirement.admits(worker) ? whyClosed(worker) : "";
            if (!why.isEmpty()) {
                counts.merge(why, 1, Integer::sum);
            }
        }
        StringBuilder text = new StringBuilder();
        counts.forEach((why, count) -> text.append(" (")
                .append(count)
                .append(" workers are ")
                .append(why)
                .append(')'));
        return text.toString();
    }

    private static String whyClosed(WorkerEntry worker) {
        if (worker.isSuspect()) {
            return "silent";
        }
        if (worker.isShortOfMemory()) {
            return "short of memory and get one task at a time";
        }
        return switch (worker.status()) {
            case PAUSED -> "paused";
            case EXCLUDED -> "excluded, since tasks failed there that went well elsewhere";
            case RETIRING -> "retiring";
            case RUNNING -> worker.loneTask() == TaskTable.NONE ? "" : "kept for a task that must run alone";
        };
    }

    private String noWorker(int task) {
        if (state.roster.size() == 0) {
            return "no worker is registered; start one";
        }
        return "none of the " + state.roster.size() + " registered workers can ever run it: it asks for "
                + state.ready.lane(task).requirement() + "; start such a worker, or cancel it and ask for less";
    }

    private String processing(int task) {
        WorkerEntry worker = state.roster.at(tasks.runner(task));
        String silence = worker.isSuspect() ? "; the worker is silent" : "";
        if (tasks.isBlocked(task)) {
            return "it runs on " + worker.name() + " and waits there for other tasks" + silence;
        }
        WorkerEntry copy = state.hedges.copyWorker(task);
        return tasks.isStarted(task)
                ? "it runs on " + worker.name() + silence
                        + (copy == null ? "" : "; it takes long, so a copy of it runs on " + copy.name())
                : "it was sent to " + worker.name() + ", which fetches its inputs or has not got to it" + silence;
    }

    private String erred(int task) {
        TaskOutcome outcome = state.failures.get(task);
        return switch (outcome) {
            case TaskOutcome.Failed failed -> {
                int origin = state.find(failed.failure().run().task());
                yield (origin == task || origin == TaskTable.NONE ? "" : "because of " + key(origin) + ": ")
                        + failed.failure().summary();
            }
            case TaskOutcome.Cancelled cancelled -> "it was cancelled: " + cancelled.reason() + cancelling(task);
            case TaskOutcome.Succeeded _ ->
                throw new IllegalStateException("task " + key(task) + " is erred but ended well");
            case null -> "its job has failed";
        };
    }

    private String cancelling(int task) {
        TaskKey known = tasks.key(task);
        for (WorkerEntry worker : state.roster.all()) {
            for (LingeringRun run : worker.lingering()) {
                if (run.run().task().equals(known)) {
                    return "; " + worker.name() + " is still cancelling it (" + run.elapsedNanos() / 1_000_000_000
                            + " s): its code ignores the interrupt";
                }
            }
        }
        return "";
    }

    private String key(int task) {
        return tasks.group(task).key(tasks.partition(task));
    }
}
