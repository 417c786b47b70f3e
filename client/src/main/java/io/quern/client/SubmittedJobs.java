package io.quern.client;

import io.quern.client.session.SessionListener;
import io.quern.core.error.QuernException;
import io.quern.core.graph.JobSpec;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.transport.Connection;
import io.quern.core.transport.Transport;
import io.quern.core.value.ValueCodecs;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the scheduler tells this client about its jobs, given to the jobs.
///
/// Notices come by one thread at a time; jobs are opened by any. `lost` is written once, before the jobs are
/// ended, and read after a job was opened, so no job is left without an end.
final class SubmittedJobs implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(SubmittedJobs.class);

    private final Transport transport;
    private final Supplier<ValueCodecs> codecs;
    private final Map<JobId, CollectingJob> jobs = new ConcurrentHashMap<>();
    private final Set<JobId> accepted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable QuernException lost;

    /// @param codecs read results as the program's classes
    SubmittedJobs(Transport transport, Supplier<ValueCodecs> codecs) {
        this.transport = transport;
        this.codecs = codecs;
    }

    CollectingJob open(Consumer<ClientMessage> scheduler, JobSpec spec, ProgressListener progress) {
        CollectingJob job = new CollectingJob(transport, codecs, scheduler, spec, progress);
        jobs.put(spec.id(), job);
        job.onEnd(() -> {
            jobs.remove(spec.id(), job);
            accepted.remove(spec.id());
        });
        QuernException reason = lost;
        if (reason != null) {
            job.failed(reason);
        }
        return job;
    }

    @Override
    public void received(ClientNotice notice) {
        switch (notice) {
            case ClientNotice.JobAccepted told -> {
                LOG.debug("job {} accepted", told.job());
                withJob(told.job(), _ -> accepted.add(told.job()));
            }
            case ClientNotice.JobProgress progress -> withJob(progress.job(), job -> job.progressed(progress.stages()));
            case ClientNotice.JobFinished finished -> withJob(finished.job(), job -> job.finished(finished.results()));
            case ClientNotice.JobFailed failed ->
                withJob(failed.job(), job -> job.failed(new JobFailedException(failed.failure(), null)));
            case ClientNotice.JobRefused refused ->
                withJob(refused.job(), job -> job.failed(QuernException.user(refused.reason())));
            case ClientNotice.JobCancelled cancelled -> withJob(cancelled.job(), CollectingJob::cancelled);
            case ClientNotice.ClientAccepted _,
                    ClientNotice.TaskListing _,
                    ClientNotice.BatchAccepted _,
                    ClientNotice.BatchRefused _,
                    ClientNotice.TasksEnded _,
                    ClientNotice.SendValue _,
                    ClientNotice.Answered _ -> throw new IllegalArgumentException("not about a job: " + notice);
        }
    }

    private void withJob(JobId id, Consumer<CollectingJob> action) {
        CollectingJob job = jobs.get(id);
        if (job != null) {
            action.accept(job);
        }
    }

    /// A job that the scheduler had accepted is gone with the session.
    @Override
    public void forgotten(QuernException reason) {
        for (JobId job : accepted) {
            withJob(job, lost -> lost.failed(reason));
        }
    }

    /// A scheduler that knows the session goes on with its jobs, but may never have got those that it had not
    /// accepted. One that was cancelled it may have ended and forgotten: sent again, its attempts would be numbered
    /// from 1 once more.
    @Override
    public void resumed(Connection connection) {
        for (CollectingJob job : new ArrayList<>(jobs.values())) {
            if (!accepted.contains(job.id()) && !job.isCancelAsked()) {
                connection.send(new ClientMessage.SubmitJob(job.spec()));
            }
        }
    }

    /// Ends all jobs, also those that are opened later.
    @Override
    public void lost(QuernException reason) {
        lost = reason;
        new ArrayList<>(jobs.values()).forEach(job -> job.failed(reason));
    }
}
