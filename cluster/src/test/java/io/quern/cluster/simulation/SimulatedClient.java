package io.quern.cluster.simulation;

import io.quern.core.error.ErrorCode;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.ResultLocation;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client: submits jobs, fetches their results from workers, and compares them with direct evaluation.
final class SimulatedClient {
    private final SimulatedCluster cluster;
    private final SimulatedTime time;
    private final SplittableRandom random;
    private final String name;
    private final Map<JobId, Submitted> jobs = new LinkedHashMap<>();
    private final JobId sessionId;
    private final SimulatedSession session;
    private @Nullable SimulatedStream stream;
    private boolean wasAccepted;
    private boolean isAccepted;
    private boolean isGone;
    private int resumptions;
    /// When the last stream on which it was accepted ended.
    private long brokenNanos;

    /// How a job ended.
    enum Outcome {
        RUNNING,
        COLLECTED,
        FAILED,
        CANCELLED,
        /// Its client died.
        ABANDONED
    }

    /// A job and what came of it.
    private static final class Submitted {
        private final SimulatedJob job;
        private final Map<Integer, Long> collected = new LinkedHashMap<>();
        private final List<TaskKey> outputs;
        private final boolean[] isFetching;
        private Outcome outcome = Outcome.RUNNING;
        private boolean isCancelAsked;
        private boolean isAccepted;
        private boolean isReleased;

        Submitted(SimulatedJob job) {
            this.job = job;
            this.outputs = job.outputs();
            this.isFetching = new boolean[outputs.size()];
        }
    }

    SimulatedClient(SimulatedCluster cluster, String name, SplittableRandom random) {
        this.cluster = cluster;
        this.time = cluster.time();
        this.random = random;
        this.name = name;
        this.sessionId = new JobId(random.nextLong(), random.nextLong());
        this.session = new SimulatedSession(cluster, name, sessionId, random.split(), this::send);
    }

    /// Connects; where the stream ends, it connects again with the same session, mostly in time for its lease.
    void start() {
        SimulatedStream opened = cluster.connectToScheduler(name, _ -> false);
        stream = opened;
        isAccepted = false;
        opened.end(0).listen(new SimulatedStream.Receiver() {
            @Override
            public void received(Message message) {
                if (!isGone && stream == opened) {
                    take((ClientNotice) message);
                }
            }

            @Override
            public void closed(String reason) {
                if (!isGone && stream == opened) {
                    stream = null;
                    brokenNanos = isAccepted ? time.nowNanos() : brokenNanos;
                    isAccepted = false;
                    long delay = random.nextInt(random.nextInt(5) == 0 ? 60_000 : 5_000) * SimulatedTime.MILLI;
                    time.after(delay, SimulatedClient.this::restart);
                }
            }
        });
        opened.end(0).send(new ClientMessage.RegisterClient(name, sessionId, wasAccepted));
    }

    private void restart() {
        if (!isGone && stream == null) {
            start();
        }
    }

    /// Sends, or drops it where the client is not connected: once it is, it says everything again.
    private void send(ClientMessage message) {
        if (stream != null && isAccepted) {
            stream.end(0).send(message);
        }
    }

    private void accepted(boolean isResumed) {
        if (wasAccepted && !isResumed) {
            checkLease();
            abandon();
            return;
        }
        resumptions += isResumed ? 1 : 0;
        wasAccepted = true;
        isAccepted = true;
        for (Submitted submitted : jobs.values()) {
            if (!submitted.isAccepted && !submitted.isCancelAsked) {
                send(new ClientMessage.SubmitJob(submitted.job.spec()));
            }
            if (submitted.isCancelAsked && submitted.outcome == Outcome.RUNNING) {
                send(new ClientMessage.CancelJob(submitted.job.spec().id()));
            }
            if (submitted.isReleased) {
                send(new ClientMessage.ReleaseJob(submitted.job.spec().id()));
            }
        }
        session.resume();
    }

    /// A session is kept as long as its lease says, whether the scheduler dies or not.
    private void checkLease() {
        long awayNanos = time.nowNanos() - brokenNanos;
        if (awayNanos < SchedulerSettings.DEFAULT.clientLease().toNanos() - SimulatedTime.SECOND) {
            throw new IllegalStateException(name + " was away for " + awayNanos + " ns, and its session is forgotten");
        }
    }

    /// Breaks the connection; the client comes back.
    void breakStream() {
        if (stream != null) {
            stream.breakOff("connection reset");
        }
    }

    /// Lets the client do something with futures, if it lives.
    void act(Consumer<SimulatedSession> action) {
        if (!isGone) {
            action.accept(session);
        }
    }

    /// What it is known by to workers that fetch from it.
    String dataAddress() {
        return Holder.client(sessionId).dataAddress();
    }

    SimulatedSession session() {
        return session;
    }

    int resumptions() {
        return resumptions;
    }

    void submit(SimulatedJob job) {
        if (isGone) {
            return;
        }
        jobs.put(job.spec().id(), new Submitted(job));
        send(new ClientMessage.SubmitJob(job.spec()));
    }

    /// Cancels a job that runs, if there is one.
    void cancelOne() {
        for (Submitted submitted : jobs.values()) {
            if (submitted.outcome == Outcome.RUNNING && !submitted.isCancelAsked && !isGone) {
                submitted.isCancelAsked = true;
                send(new ClientMessage.CancelJob(submitted.job.spec().id()));
                return;
            }
        }
    }

    /// Asks for the tasks of a job, if it has one.
    void listOne() {
        if (!isGone && !jobs.isEmpty()) {
            List<JobId> all = List.copyOf(jobs.keySet());
            session.requests().list(all.get(random.nextInt(all.size())));
        }
    }

    /// Goes, and says so where it can.
    void close() {
        if (!isGone) {
            send(new ClientMessage.EndSession());
            if (stream != null) {
                stream.end(0).close(name + " closed");
            }
            abandon();
        }
    }

    void crash() {
        if (!isGone) {
            if (stream != null) {
                stream.die(0, name + " died");
            }
            abandon();
        }
    }

    private void abandon() {
        isGone = true;
        session.end();
        for (Submitted submitted : jobs.values()) {
            if (submitted.outcome == Outcome.RUNNING) {
                submitted.outcome = Outcome.ABANDONED;
            }
        }
    }

    void healStream() {
        if (stream != null) {
            stream.heal();
        }
    }

    void stallStream(long nanos, boolean isToScheduler) {
        if (stream != null) {
            stream.end(isToScheduler ? 0 : 1).stall(nanos);
        }
    }

    boolean isDone() {
        return isGone
                || (session.isDone()
                        && jobs.values().stream().allMatch(submitted -> submitted.outcome != Outcome.RUNNING));
    }

    /// Whether that is its session, and it is no more.
    boolean isGone(JobId session) {
        return isGone && sessionId.equals(session);
    }

    String describe() {
        List<String> lines = new ArrayList<>();
        jobs.forEach((id, submitted) -> lines.add(id.brief() + " " + submitted.outcome));
        return name + (isGone ? " gone " : " ") + lines + ", futures " + session.describe();
    }

    /// Jobs with planners of which all results were collected.
    long plannedJobs() {
        return jobs.values().stream()
                .filter(submitted -> submitted.job.isPlanned() && submitted.outcome == Outcome.COLLECTED)
                .count();
    }

    List<Outcome> outcomes() {
        return jobs.values().stream().map(submitted -> submitted.outcome).toList();
    }

    private void take(ClientNotice notice) {
        switch (notice) {
            case ClientNotice.ClientAccepted accepted -> accepted(accepted.isResumed());
            case ClientNotice.JobAccepted accepted -> jobs.get(accepted.job()).isAccepted = true;
            case ClientNotice.JobProgress progress -> check(jobs.get(progress.job()).job, progress);
            case ClientNotice.JobFinished finished -> collect(jobs.get(finished.job()), finished.results());
            case ClientNotice.JobFailed failed -> fail(jobs.get(failed.job()), failed.failure());
            case ClientNotice.JobCancelled cancelled -> cancel(jobs.get(cancelled.job()));
            case ClientNotice.JobRefused refused -> throw new IllegalStateException("refused: " + refused.reason());
            case ClientNotice.BatchAccepted _,
                    ClientNotice.BatchRefused _,
                    ClientNotice.TasksEnded _,
                    ClientNotice.TaskListing _,
                    ClientNotice.SendValue _,
                    ClientNotice.Answered _ -> session.take(notice);
        }
    }

    private static void check(SimulatedJob job, ClientNotice.JobProgress progress) {
        if (progress.stages().size() > job.stagesMax()) {
            throw new IllegalStateException("stages were appended twice: " + progress);
        }
        for (ClientNotice.StageProgress stage : progress.stages()) {
            if (stage.finished() + stage.executing() > stage.total() || stage.executing() < 0) {
                throw new IllegalStateException("progress does not add up: " + stage);
            }
        }
    }

    private void cancel(Submitted submitted) {
        if (!submitted.isCancelAsked) {
            throw new IllegalStateException(
                    "job " + submitted.job.spec().name() + " is cancelled, but nobody asked for it");
        }
        end(submitted, Outcome.CANCELLED);
    }

    private static void end(Submitted submitted, Outcome outcome) {
        if (!submitted.isAccepted && !submitted.isCancelAsked) {
            throw new IllegalStateException(submitted.job.spec().name() + " ends before it was accepted");
        }
        if (submitted.outcome == Outcome.RUNNING) {
            submitted.outcome = outcome;
        } else if (submitted.outcome != outcome && submitted.outcome != Outcome.COLLECTED) {
            // What was collected is made again where it is lost, until its release arrives, and may fail then.
            throw new IllegalStateException(
                    submitted.job.spec().name() + " ended twice: " + submitted.outcome + ", then " + outcome);
        }
    }

    private void fail(Submitted submitted, TaskFailure failure) {
        SimulatedJob job = submitted.job;
        boolean isExpected = failure.code() == ErrorCode.USER
                ? job.isFailing() && job.deed(failure.run().task()) == SimulatedJob.Deed.FAIL
                : failure.code() == ErrorCode.RESOURCES && cluster.scheduler().lostWorkers() >= 3;
        if (!isExpected) {
            throw new IllegalStateException("job " + job.spec().name() + " failed without a reason: " + failure);
        }
        end(submitted, Outcome.FAILED);
    }

    private void collect(Submitted submitted, List<List<ResultLocation>> byStage) {
        List<ResultLocation> results = byStage.stream().flatMap(List::stream).toList();
        if (results.size() != submitted.outputs.size()) {
            throw new IllegalStateException(
                    results.size() + " results of " + submitted.outputs.size() + ": " + submitted.job.spec());
        }
        if (submitted.job.isFailing() || submitted.job.isKilling()) {
            throw new IllegalStateException(submitted.job.spec().name() + " cannot have finished");
        }
        for (int i = 0; i < results.size(); i++) {
            if (!submitted.isFetching[i] && !submitted.collected.containsKey(i)) {
                submitted.isFetching[i] = true;
                fetch(submitted, i, results.get(i), 0);
            }
        }
    }

    private void fetch(Submitted submitted, int index, ResultLocation location, int holderIndex) {
        Holder holder = location.holders().get(holderIndex);
        cluster.fetch(name, holder.dataAddress(), location.result(), new SimulatedCluster.Fetch() {
            @Override
            public void fetched(long value) {
                received(submitted, index, location.result(), value);
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
                if (isGone || submitted.outcome != Outcome.RUNNING) {
                    return;
                }
                if (holderIndex + 1 < location.holders().size()) {
                    fetch(submitted, index, location, holderIndex + 1);
                } else {
                    submitted.isFetching[index] = false;
                    send(new ClientMessage.ReportLostResult(location.result(), holder.worker()));
                }
            }
        });
    }

    private void received(Submitted submitted, int index, RunId result, long value) {
        if (isGone || submitted.outcome != Outcome.RUNNING) {
            return;
        }
        long expected = submitted.job.evaluate(submitted.outputs.get(index));
        if (value != expected) {
            throw new IllegalStateException(result + " is " + value + ", direct evaluation says " + expected);
        }
        submitted.isFetching[index] = false;
        submitted.collected.put(index, value);
        if (submitted.collected.size() == submitted.isFetching.length) {
            end(submitted, Outcome.COLLECTED);
            JobId id = submitted.job.spec().id();
            time.after(random.nextInt(1_000) * SimulatedTime.MILLI, () -> release(id));
        }
    }

    private void release(JobId id) {
        if (!isGone) {
            jobs.get(id).isReleased = true;
            send(new ClientMessage.ReleaseJob(id));
        }
    }

    /// Releases what ended otherwise than by collecting it.
    void releaseAll() {
        jobs.keySet().forEach(this::release);
        session.releaseAll();
    }
}
