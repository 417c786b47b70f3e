package io.quern.cluster.simulation;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.TaskRange;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.task.TaskFailure;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The futures of a client: submits batches, holds, releases, cancels and retries tasks, and compares what it is told
/// and what it fetches with direct evaluation.
///
/// What it asks for is state first and a message second: after a reconnection it says it all again.
final class SimulatedSession {
    private static final String REASON = "as ordered";

    private final SimulatedCluster cluster;
    private final SimulatedTasks known;
    private final SplittableRandom random;
    private final String name;
    private final JobId id;
    private final SimulatedBatch.Source source;
    private final SimulatedWords words;
    private final SimulatedRequests requests;
    private final SimulatedValues scattered;
    /// Batches that were not answered, by number.
    private final Map<Integer, SimulatedBatch> unanswered = new LinkedHashMap<>();
    private final Map<TaskKey, Held> held = new LinkedHashMap<>();
    /// Numbers of batches that may be refused, or were.
    private final Set<Integer> unsure = new LinkedHashSet<>();
    private int nextStage;
    private boolean isOver;

    /// A task that the client holds, and what it was told of it.
    private static final class Held {
        private final SimulatedTask task;
        private @Nullable TaskOutcome told;
        private boolean isChecked;
        /// Nobody knew it when this client wanted to hold it, or its session ended: it cannot be tried again.
        boolean isGone;

        Held(SimulatedTask task) {
            this.task = task;
        }
    }

    /// @param stream takes what is to be sent; drops it where the client is not connected
    SimulatedSession(
            SimulatedCluster cluster, String name, JobId id, SplittableRandom random, Consumer<ClientMessage> stream) {
        this.cluster = cluster;
        this.known = cluster.tasks();
        this.name = name;
        this.id = id;
        this.random = random;
        this.words = new SimulatedWords(stream);
        this.requests = new SimulatedRequests(words, random);
        this.scattered = new SimulatedValues(cluster, random, words);
        this.source = new SimulatedBatch.Source(id, known, random);
    }

    /// Submits a random batch.
    void submit() {
        submit(source.next(nextStage++, values()));
    }

    /// Makes an actor.
    void makeActor() {
        submit(source.actor(nextStage++));
    }

    /// Calls some actor of its own or of another client a few times.
    void callActor() {
        List<SimulatedTask> own = held.values().stream()
                .map(mine -> mine.task)
                .filter(task -> task.role() == TaskRole.ACTOR)
                .toList();
        SimulatedTask actor =
                own.isEmpty() || random.nextInt(3) == 0 ? known.anyActor(random) : own.get(random.nextInt(own.size()));
        if (actor != null) {
            submit(source.calls(nextStage++, actor, values()));
        }
    }

    /// Scatters values.
    void scatter() {
        SimulatedBatch batch = source.values(nextStage++);
        batch.tasks().forEach(scattered::keep);
        submit(batch);
        if (random.nextInt(3) == 0) {
            requests.replicate(
                    batch.tasks().stream().map(SimulatedTask::key).toList(),
                    random.nextBoolean() ? 2 : ClientMessage.ReplicateTasks.EVERYWHERE);
        }
    }

    /// Wants copies of some result.
    void replicateOne() {
        Held own = any();
        if (own != null) {
            requests.replicate(List.of(own.task.key()), 1 + random.nextInt(4));
        }
    }

    /// What it asks that is not about its tasks alone.
    SimulatedRequests requests() {
        return requests;
    }

    SimulatedValues scattered() {
        return scattered;
    }

    /// What it holds that can be an input.
    private List<SimulatedTask> values() {
        return held.values().stream()
                .map(own -> own.task)
                .filter(task -> task.role() != TaskRole.ACTOR)
                .toList();
    }

    private void submit(SimulatedBatch batch) {
        if (!batch.tasks().stream().flatMap(task -> task.inputs().stream()).allMatch(this::isSure)) {
            unsure.add(batch.batch().stage());
        }
        batch.tasks().forEach(known::add);
        batch.wanted().forEach(task -> held.put(task.key(), new Held(task)));
        unanswered.put(batch.batch().stage(), batch);
        words.say(new ClientMessage.SubmitTasks(batch.batch()));
    }

    private boolean isSure(SimulatedTask input) {
        return input.key().job().equals(id) && !unsure.contains(input.key().stage());
    }

    /// Says again what may not have arrived. Whoever comes back is told all ends once more.
    void resume() {
        words.sayAgain();
        scattered.resume();
        for (Held own : held.values()) {
            own.told = null;
        }
    }

    private static TaskRange range(TaskKey task) {
        return new TaskRange(task.stage(), task.partition(), task.partition() + 1);
    }

    /// The scheduler knows the session no more, or the client is dead.
    void end() {
        isOver = true;
        scattered.end();
        held.values().forEach(own -> known.stopSharing(own.task));
        held.clear();
        unanswered.clear();
        words.end();
    }

    boolean isDone() {
        return unanswered.isEmpty() && held.values().stream().allMatch(own -> own.isChecked);
    }

    String describe() {
        List<String> open = new ArrayList<>();
        unanswered.keySet().forEach(stage -> open.add("batch " + stage));
        held.values().stream()
                .filter(own -> !own.isChecked)
                .forEach(own -> open.add(own.task.key() + " told " + own.told + " "
                        + cluster.scheduler().machine().story(own.task.key())));
        return open.toString();
    }

    void take(ClientNotice notice) {
        switch (notice) {
            case ClientNotice.BatchAccepted accepted -> {
                words.batchAnswered(accepted.stage());
                accepted(unanswered.remove(accepted.stage()));
            }
            case ClientNotice.BatchRefused refused -> {
                words.batchAnswered(refused.stage());
                refused(unanswered.remove(refused.stage()), refused.reason());
            }
            case ClientNotice.TasksEnded ended -> ended.outcomes().forEach(this::ended);
            case ClientNotice.SendValue send -> scattered.open(send);
            case ClientNotice.TaskListing listing -> requests.answered(listing);
            case ClientNotice.Answered answered -> requests.answered(answered);
            default -> throw new IllegalStateException("nobody asked for " + notice);
        }
    }

    private void accepted(@Nullable SimulatedBatch batch) {
        if (batch != null) {
            unsure.remove(batch.batch().stage());
            batch.wanted().stream().filter(task -> held.containsKey(task.key())).forEach(known::share);
            batch.tasks().stream().filter(SimulatedTask::isDetached).forEach(known::addDetached);
        }
    }

    /// Batches that use tasks of other clients may come too late for them, and later ones that build on these.
    private void refused(@Nullable SimulatedBatch batch, String reason) {
        if (batch == null || !unsure.contains(batch.batch().stage())) {
            throw new IllegalStateException(name + ": a batch is refused without a reason: " + reason);
        }
        batch.tasks().forEach(task -> held.remove(task.key()));
    }

    private void ended(TaskOutcome outcome) {
        Held own = held.get(outcome.task());
        scattered.ended(outcome);
        if (own == null) {
            return;
        }
        check(own.task, outcome);
        if (own.told != null && !(own.told instanceof TaskOutcome.Succeeded)) {
            own.isChecked = false;
        }
        own.told = outcome;
        if (outcome instanceof TaskOutcome.Succeeded succeeded) {
            if (own.task.role() == TaskRole.ACTOR) {
                // It is called, and never read.
                own.isChecked = true;
            } else if (!own.isChecked) {
                read(own, succeeded);
            }
        } else {
            own.isChecked = true;
            own.isGone |= outcome instanceof TaskOutcome.Cancelled cancelled
                    && !cancelled.reason().equals(REASON);
        }
    }

    private void check(SimulatedTask task, TaskOutcome outcome) {
        boolean isRight = switch (outcome) {
            case TaskOutcome.Succeeded _ -> !task.isDoomed();
            case TaskOutcome.Failed failed -> isExpected(task, failed.failure());
            case TaskOutcome.Cancelled _ ->
                task.mayBeCancelled() || !task.key().job().equals(id);
        };
        if (!isRight) {
            throw new IllegalStateException(name + ": " + task.key() + " ended without a reason: " + outcome + "; "
                    + cluster.scheduler().machine().story(task.key()));
        }
    }

    private boolean isExpected(SimulatedTask task, TaskFailure failure) {
        TaskKey origin = failure.run().task();
        boolean isOutOfReach = failure.code() == ErrorCode.NETWORK && task.mayBeLost();
        boolean mayBeGone = cluster.isAnythingLost() || cluster.isGone(origin.job());
        if ((isOutOfReach || task.mayBeLostBy(origin)) && mayBeGone) {
            return true;
        }
        return failure.code() == ErrorCode.USER
                ? task.mayFailBy(origin)
                : failure.code() == ErrorCode.RESOURCES
                        && task.dependsOn(origin)
                        && cluster.scheduler().lostWorkers() >= 3;
    }

    private void read(Held own, TaskOutcome.Succeeded told) {
        byte[] value = told.shortValue().bytes();
        if (value.length == 0) {
            fetch(own, told.location(), 0);
        } else {
            compare(own, told.location().result(), ByteBuffer.wrap(value).getLong());
        }
    }

    private void fetch(Held own, ResultLocation location, int holderIndex) {
        Holder holder = location.holders().get(holderIndex);
        cluster.fetch(name, holder.dataAddress(), location.result(), new SimulatedCluster.Fetch() {
            @Override
            public void fetched(long value) {
                if (isOpen(own)) {
                    compare(own, location.result(), value);
                }
            }

            @Override
            public void absent() {
                missed();
            }

            @Override
            public void unreachable() {
                missed();
            }

            private void missed() {
                if (!isOpen(own)) {
                    return;
                }
                if (holderIndex + 1 < location.holders().size()) {
                    fetch(own, location, holderIndex + 1);
                } else {
                    own.told = null;
                    words.say(new ClientMessage.ReportLostResult(location.result(), holder.worker()));
                }
            }
        });
    }

    private boolean isOpen(Held own) {
        return !isOver && !own.isChecked && held.get(own.task.key()) == own;
    }

    private void compare(Held own, RunId result, long value) {
        if (value != own.task.evaluate()) {
            throw new IllegalStateException(
                    result + " is " + value + ", direct evaluation says " + own.task.evaluate());
        }
        own.isChecked = true;
    }

    /// Some task that it holds, null where it holds none.
    private @Nullable Held any() {
        return held.isEmpty() ? null : List.copyOf(held.values()).get(random.nextInt(held.size()));
    }

    void releaseOne() {
        Held own = any();
        if (own != null) {
            release(own);
        }
    }

    private void release(Held own) {
        TaskKey key = own.task.key();
        held.remove(key);
        known.stopSharing(own.task);
        if (!scattered.isReleasedLater(key)) {
            words.say(new ClientMessage.ReleaseTasks(key.job(), List.of(range(key))));
        }
    }

    /// Holds a task of another client, as far as that one still holds it.
    void holdForeign() {
        SimulatedTask task = known.anyShared(random);
        if (task != null && !task.key().job().equals(id) && !held.containsKey(task.key())) {
            held.put(task.key(), new Held(task));
            words.say(new ClientMessage.HoldTasks(List.of(task.key())));
        }
    }

    void cancelOne() {
        Held own = any();
        if (own != null) {
            own.task.askCancel();
            TaskKey key = own.task.key();
            words.say(new ClientMessage.CancelTasks(key.job(), List.of(range(key)), REASON));
        }
    }

    /// Cancels a task and wants it again at once, perhaps more than once: reports of its runs are under way then.
    void changeMind() {
        Held own = any();
        if (own == null || own.told instanceof TaskOutcome.Succeeded || own.isGone) {
            return;
        }
        TaskKey key = own.task.key();
        own.task.askCancel();
        cluster.actors().exempt(known.keys());
        own.told = null;
        own.isChecked = false;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            words.say(new ClientMessage.CancelTasks(key.job(), List.of(range(key)), REASON));
            words.say(new ClientMessage.RetryTasks(key.job(), List.of(range(key))));
        }
    }

    /// Runs a task again that ended badly, and with it what failed because of it.
    void retryOne() {
        Held own = any();
        if (own == null
                || !own.isChecked
                || own.told == null
                || own.told instanceof TaskOutcome.Succeeded
                || own.isGone) {
            return;
        }
        TaskKey key = own.task.key();
        cluster.actors().exempt(known.keys());
        own.told = null;
        own.isChecked = false;
        words.say(new ClientMessage.RetryTasks(key.job(), List.of(range(key))));
    }

    void detachOne() {
        Held own = any();
        if (own != null) {
            TaskKey key = own.task.key();
            words.say(new ClientMessage.DetachTasks(key.job(), List.of(range(key))));
        }
    }

    void nameOne() {
        Held own = any();
        if (own != null) {
            requests.name(own.task.key());
        }
    }

    /// Asks the scheduler about something.
    void ask() {
        Held own = any();
        if (own != null) {
            requests.describe(own.task.key());
        }
        requests.listWorkers();
    }

    void releaseAll() {
        List.copyOf(held.values()).forEach(this::release);
    }
}
