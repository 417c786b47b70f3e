package io.quern.scheduler.lifecycle;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Answer;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.Question;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Answers questions about the state; changes nothing.
final class Questions {
    private static final int INPUTS_TOLD_MAX = 1_000;
    /// In one answer: names of tasks may be long.
    private static final int HELD_TOLD_MAX = 10_000;

    private final MachineState state;
    private final Explanation explanation;

    Questions(MachineState state) {
        this.state = state;
        this.explanation = new Explanation(state);
    }

    Answer answer(Question question) {
        return switch (question) {
            case Question.FindTask(JobId session, String key) -> find(session, key);
            case Question.DescribeTask(TaskKey key) -> describe(key);
            case Question.ListWorkers _ -> listWorkers();
            case Question.ListNames _ -> listNames();
            case Question.ListHeld(String worker, int from) -> listHeld(worker, from);
            case Question.SuggestTarget(long withinNanos) -> new ClusterTarget(state).suggest(withinNanos);
            case Question.FindName(String name) -> {
                Integer task = state.names.get(name);
                yield task == null
                        ? new Answer.Refused("no result has the name " + name + "; names are " + state.names.keySet())
                        : found(task);
            }
        };
    }

    private Answer.TaskFound found(int task) {
        return new Answer.TaskFound(
                state.tasks.key(task), state.tasks.group(task).key(state.tasks.partition(task)));
    }

    private Answer find(JobId id, String key) {
        if (state.graph(id) instanceof Session session) {
            BatchGroup given = session.keys().batch(key);
            int task = given == null
                    ? findMade(session, key)
                    : given.firstTask() + session.keys().partition(key);
            if (task != TaskTable.NONE) {
                return found(task);
            }
        }
        return new Answer.Refused("no task of session " + id.brief() + " has the key " + key
                + " (any more); keys are forgotten with the last hold on their results");
    }

    /// A key that was made ([TaskBatch#madeKey]) tells where its task is.
    private int findMade(Session session, String key) {
        int dash = key.lastIndexOf('-');
        int dot = key.indexOf('.', dash + 1);
        if (dash < 0 || dot < 0) {
            return TaskTable.NONE;
        }
        int stage = number(key.substring(dash + 1, dot));
        int partition = number(key.substring(dot + 1));
        if (stage < 0 || partition < 0) {
            return TaskTable.NONE;
        }
        int task = state.find(new TaskKey(session.id(), stage, partition));
        boolean isIt =
                task != TaskTable.NONE && state.tasks.group(task).key(partition).equals(key);
        return isIt ? task : TaskTable.NONE;
    }

    private static int number(String digits) {
        boolean isNumber = !digits.isEmpty()
                && digits.length() < 10
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return isNumber ? Integer.parseInt(digits) : -1;
    }

    private Answer describe(TaskKey key) {
        int task = state.find(key);
        if (task == TaskTable.NONE) {
            return new Answer.Refused("task " + key + " is not known (any more)");
        }
        TaskGroup group = state.tasks.group(task);
        int partition = state.tasks.partition(task);
        List<TaskKey> inputs = new ArrayList<>();
        group.visitInputs(partition, (upstream, from, to) -> {
            for (int input = from; input < to && inputs.size() < INPUTS_TOLD_MAX; input++) {
                inputs.add(new TaskKey(upstream.graph().id(), upstream.number(), input));
            }
        });
        int runner = state.tasks.runner(task);
        return new Answer.TaskDescribed(
                key,
                group.key(partition),
                group.name(partition),
                group instanceof BatchGroup batch
                        ? batch.spec().function(partition).definedAt()
                        : "",
                state.tasks.phase(task).word(),
                RunId.tries(state.tasks.attempt(task)),
                runner == TaskTable.NONE ? "" : state.roster.at(runner).name(),
                holders(task),
                state.tasks.sizeBytes(task),
                inputs,
                state.story(task),
                explanation.of(task));
    }

    private List<String> holders(int task) {
        List<String> names = new ArrayList<>();
        if (state.tasks.firstHolder(task) != TaskTable.NONE) {
            names.add(state.roster.at(state.tasks.firstHolder(task)).name());
        }
        for (int slot : state.tasks.moreHolders(task)) {
            names.add(state.roster.at(slot).name());
        }
        return names;
    }

    private Answer listWorkers() {
        int[] results = new int[state.roster.slots()];
        long[] bytes = new long[state.roster.slots()];
        for (int task = 0; task < state.tasks.end(); task++) {
            if (state.tasks.phase(task) == TaskPhase.MEMORY) {
                count(task, state.tasks.firstHolder(task), results, bytes);
                for (int slot : state.tasks.moreHolders(task)) {
                    count(task, slot, results, bytes);
                }
            }
        }
        List<WorkerLine> lines = new ArrayList<>();
        for (WorkerEntry worker : state.roster.all()) {
            lines.add(worker.line(results[worker.slot()], bytes[worker.slot()]));
        }
        return new Answer.WorkersListed(lines);
    }

    private void count(int task, int slot, int[] results, long[] bytes) {
        results[slot]++;
        bytes[slot] += state.tasks.sizeBytes(task);
    }

    /// Workers that share a name are told of together.
    private Answer listHeld(String name, int from) {
        BitSet slots = new BitSet();
        for (WorkerEntry worker : state.roster.all()) {
            slots.set(worker.slot(), worker.name().equals(name));
        }
        if (slots.isEmpty()) {
            List<String> names =
                    state.roster.all().stream().map(WorkerEntry::name).toList();
            return new Answer.Refused(
                    "no worker has the name " + name + "; workers are " + names + ", ask for one of these");
        }
        int max = Math.min(HELD_TOLD_MAX, state.settings.limits().listedTasksMax());
        List<Answer.HeldLine> lines = new ArrayList<>();
        for (int task = from; task < state.tasks.end(); task++) {
            if (state.tasks.phase(task) != TaskPhase.MEMORY || !isHeldByOneOf(task, slots)) {
                continue;
            }
            if (lines.size() == max) {
                return new Answer.HeldListed(lines, task);
            }
            lines.add(new Answer.HeldLine(
                    state.tasks.key(task),
                    state.tasks.group(task).key(state.tasks.partition(task)),
                    state.tasks.sizeBytes(task),
                    1 + state.tasks.moreHolders(task).length));
        }
        return new Answer.HeldListed(lines, 0);
    }

    private boolean isHeldByOneOf(int task, BitSet slots) {
        boolean isHeld = slots.get(state.tasks.firstHolder(task));
        for (int slot : state.tasks.moreHolders(task)) {
            isHeld |= slots.get(slot);
        }
        return isHeld;
    }

    private Answer listNames() {
        List<Answer.NameLine> lines = new ArrayList<>();
        state.names.forEach((name, task) -> {
            String key = state.tasks.group(task).key(state.tasks.partition(task));
            lines.add(new Answer.NameLine(name, state.tasks.key(task), key));
        });
        return new Answer.NamesListed(lines);
    }
}
