package io.quern.cluster.simulation;

import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Question;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a client asks of its scheduler that gets an answer of its own: names, copies, workers, and how things are.
final class SimulatedRequests {
    private static final int NAMES = 5;
    private static final int WORKERS = 5;

    private final SimulatedWords words;
    private final SplittableRandom random;
    /// Names that are to be given up, by the questions whose they are.
    private final Map<Long, String> toUnname = new TreeMap<>();
    /// Requests that give a name up.
    private final Set<Long> unnaming = new TreeSet<>();

    private long numbers;

    SimulatedRequests(SimulatedWords words, SplittableRandom random) {
        this.words = words;
        this.random = random;
    }

    void answered(ClientNotice.TaskListing listing) {
        words.answered(listing.request());
    }

    void answered(ClientNotice.Answered notice) {
        words.answered(notice.request());
        String name = toUnname.remove(notice.request());
        boolean isUnnamed = unnaming.remove(notice.request());
        switch (notice.answer()) {
            case Answer.TaskDescribed described -> {
                if (described.explanation().isBlank()) {
                    throw new IllegalStateException("nothing is explained by " + described);
                }
            }
            case Answer.TaskFound found -> {
                if (name != null) {
                    unname(name, found.task());
                }
            }
            case Answer.Refused refused -> {
                if (isUnnamed) {
                    throw new IllegalStateException("a name is not given up: " + refused.reason());
                }
            }
            case Answer.Done _,
                    Answer.WorkersListed _,
                    Answer.TargetSuggested _,
                    Answer.HeldListed _,
                    Answer.NamesListed _ -> {}
        }
    }

    void replicate(List<TaskKey> tasks, int copies) {
        words.say(new ClientMessage.ReplicateTasks(++numbers, tasks, copies));
    }

    void name(TaskKey task) {
        String given = "n" + random.nextInt(NAMES);
        words.say(new ClientMessage.NameResult(++numbers, given, task, random.nextBoolean()));
    }

    void unnameOne() {
        find("n" + random.nextInt(NAMES));
    }

    void unnameAll() {
        for (int i = 0; i < NAMES; i++) {
            find("n" + i);
        }
    }

    /// As the real client: looks first whose name it is.
    private void find(String name) {
        toUnname.put(++numbers, name);
        words.say(new ClientMessage.Ask(numbers, new Question.FindName(name)));
    }

    private void unname(String name, TaskKey task) {
        unnaming.add(++numbers);
        words.say(new ClientMessage.UnnameResult(numbers, name, task));
    }

    void pauseOne() {
        List<String> workers = List.of("w" + random.nextInt(WORKERS));
        words.say(new ClientMessage.PauseWorkers(++numbers, workers, random.nextInt(3) != 0));
    }

    void resumeAll() {
        for (int i = 0; i < WORKERS; i++) {
            words.say(new ClientMessage.PauseWorkers(++numbers, List.of("w" + i), false));
        }
    }

    void retireOne() {
        List<String> workers = random.nextInt(3) == 0
                ? List.of("w" + random.nextInt(WORKERS), "w" + random.nextInt(WORKERS))
                : List.of("w" + random.nextInt(WORKERS));
        words.say(new ClientMessage.RetireWorkers(++numbers, workers));
    }

    void describe(TaskKey task) {
        words.say(new ClientMessage.Ask(++numbers, new Question.DescribeTask(task)));
    }

    void listWorkers() {
        words.say(new ClientMessage.Ask(++numbers, new Question.ListWorkers()));
        words.say(new ClientMessage.Ask(++numbers, new Question.ListHeld("w" + random.nextInt(WORKERS), 0)));
    }

    /// Asks for the tasks of a job.
    void list(JobId job) {
        words.say(new ClientMessage.ListTasks(++numbers, job));
    }
}
