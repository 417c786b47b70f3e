package io.quern.cluster.simulation;

import io.quern.core.error.ErrorCode;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.ResultLocation;
import io.quern.core.task.TaskFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A client: submits jobs, fetches their results from workers, and compares them with direct evaluation.
final class SimulatedClient {
    private final SimulatedCluster cluster;
    private final SimulatedTime time;
    private final SplittableRandom random;
    private final String name;
    private final Map<JobId, Submitted> jobs = new LinkedHashMap<>();
    private SimulatedStream stream;
    private boolean isGone;

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
        private final boolean[] isFetching;
        private Outcome outcome = Outcome.RUNNING;
        private boolean isCancelAsked;
        private boolean isAccepted;

        Submitted(SimulatedJob job) {
            this.job = job;
            this.isFetching = new boolean
                    [job.spec().results().stream()
                            .mapToInt(stage -> job.spec().stages().get(stage).outputs())
                            .sum()];
        }
    }

    SimulatedClient(SimulatedCluster cluster, String name, SplittableRandom random) {
        this.cluster = cluster;
        this.time = cluster.time();
        this.random = random;
        this.name = name;
    }

    void start() {
        stream = cluster.connectToScheduler(_ -> false);
        stream.end(0).listen(new SimulatedStream.Receiver() {
            @Override
            public void received(Message message) {
                if (!isGone) {
                    take((ClientNotice) message);
                }
            }

            @Override
            public void closed(String reason) {
                abandon();
            }
        });
        stream.end(0).send(new ClientMessage.RegisterClient(name, new JobId(random.nextLong(), random.nextLong())));
    }

    void submit(SimulatedJob job) {
        if (isGone) {
            return;
        }
        jobs.put(job.spec().id(), new Submitted(job));
        stream.end(0).send(new ClientMessage.SubmitJob(job.spec()));
    }

    /// Cancels a job that runs, if there is one.
    void cancelOne() {
        for (Submitted submitted : jobs.values()) {
            if (submitted.outcome == Outcome.RUNNING && !submitted.isCancelAsked && !isGone) {
                submitted.isCancelAsked = true;
                stream.end(0)
                        .send(new ClientMessage.CancelJob(submitted.job.spec().id()));
                return;
            }
        }
    }

    void crash() {
        if (!isGone) {
            stream.die(0, name + " died");
            abandon();
        }
    }

    private void abandon() {
        isGone = true;
        for (Submitted submitted : jobs.values()) {
            if (submitted.outcome == Outcome.RUNNING) {
                submitted.outcome = Outcome.ABANDONED;
            }
        }
    }

    void healStream() {
        stream.heal();
    }

    void stallStream(long nanos, boolean isToScheduler) {
        stream.end(isToScheduler ? 0 : 1).stall(nanos);
    }

    boolean isDone() {
        return jobs.values().stream().allMatch(submitted -> submitted.outcome != Outcome.RUNNING);
    }

    String describe() {
        List<String> lines = new ArrayList<>();
        jobs.forEach((id, submitted) -> lines.add(id.brief() + " " + submitted.outcome));
        return name + (isGone ? " gone " : " ") + lines;
    }

    List<Outcome> outcomes() {
        return jobs.values().stream().map(submitted -> submitted.outcome).toList();
    }

    private void take(ClientNotice notice) {
        switch (notice) {
            case ClientNotice.ClientAccepted _ -> {}
            case ClientNotice.JobAccepted accepted -> jobs.get(accepted.job()).isAccepted = true;
            case ClientNotice.JobProgress progress -> check(progress);
            case ClientNotice.JobFinished finished -> collect(jobs.get(finished.job()), finished.results());
            case ClientNotice.JobFailed failed -> fail(jobs.get(failed.job()), failed.failure());
            case ClientNotice.JobCancelled cancelled -> cancel(jobs.get(cancelled.job()));
            case ClientNotice.JobRefused refused -> throw new IllegalStateException("refused: " + refused.reason());
            case ClientNotice.BatchAccepted _,
                    ClientNotice.BatchRefused _,
                    ClientNotice.TasksEnded _,
                    ClientNotice.Answered _ -> throw new IllegalStateException("nobody asked for " + notice);
            case ClientNotice.TaskListing listing -> throw new IllegalStateException("nobody asked for " + listing);
        }
    }

    private static void check(ClientNotice.JobProgress progress) {
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
        if (!submitted.isAccepted) {
            throw new IllegalStateException(submitted.job.spec().name() + " ends before it was accepted");
        }
        if (submitted.outcome == Outcome.RUNNING) {
            submitted.outcome = outcome;
        } else if (submitted.outcome != Outcome.COLLECTED || outcome == Outcome.FAILED) {
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

    private void collect(Submitted submitted, List<ResultLocation> results) {
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
                    stream.end(0).send(new ClientMessage.ReportLostResult(location.result(), holder.worker()));
                }
            }
        });
    }

    private void received(Submitted submitted, int index, RunId result, long value) {
        if (isGone || submitted.outcome != Outcome.RUNNING) {
            return;
        }
        long expected = submitted.job.evaluate(result.task());
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
            stream.end(0).send(new ClientMessage.ReleaseJob(id));
        }
    }

    /// Releases what ended otherwise than by collecting it.
    void releaseAll() {
        jobs.keySet().forEach(this::release);
    }
}
