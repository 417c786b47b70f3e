package io.quern.client;

import io.quern.client.exchange.RequestExchange;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.JobSpec;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the scheduler tells this client, given to the jobs and requests it is about.
///
/// Notices come by one thread at a time; jobs are opened and asked about by any. `lost` is written once, before the
/// jobs are ended, and read after a job was opened, so no job is left without an end.
final class Conversation implements ConnectionListener {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final Transport transport;
    private final String address;
    private final Map<JobId, CollectingJob> jobs = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<List<TaskLine>>> listings = new ConcurrentHashMap<>();
    private final RequestExchange exchange = new RequestExchange();
    private final AtomicLong requests = new AtomicLong();
    private volatile @Nullable QuernException lost;

    Conversation(Transport transport, String address) {
        this.transport = transport;
        this.address = address;
    }

    /// Requests about shared objects.
    RequestExchange exchange() {
        return exchange;
    }

    CollectingJob open(Connection scheduler, JobSpec spec, ProgressListener progress) {
        CollectingJob job = new CollectingJob(transport, scheduler, spec, progress);
        jobs.put(spec.id(), job);
        job.onEnd(() -> jobs.remove(spec.id(), job));
        QuernException reason = lost;
        if (reason != null) {
            job.failed(reason);
        }
        return job;
    }

    List<TaskLine> listTasks(Connection scheduler, JobId job) {
        long request = requests.incrementAndGet();
        CompletableFuture<List<TaskLine>> answer = new CompletableFuture<>();
        listings.put(request, answer);
        scheduler.send(new ClientMessage.ListTasks(request, job));
        QuernException reason = lost;
        if (reason != null) {
            answer.completeExceptionally(reason);
        }
        try {
            return answer.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.USER, "interrupted while waiting for the tasks of " + job, interrupted);
        } catch (ExecutionException failed) {
            throw new QuernException(
                    ErrorCode.NETWORK, "lost the scheduler at " + address + " while it listed tasks", failed);
        } finally {
            listings.remove(request);
        }
    }

    void endJobs(QuernException reason) {
        lost = reason;
        new ArrayList<>(jobs.values()).forEach(job -> job.failed(reason));
        listings.values().forEach(answer -> answer.completeExceptionally(reason));
    }

    @Override
    public void received(Connection connection, Message message) {
        switch (message) {
            case ClientNotice notice -> take(notice);
            case CoordinationAnswer answer -> exchange.received(answer);
            case Ping _ -> {}
            default -> LOG.warn("the scheduler at {} sent a {}, which is not for clients", address, message.getClass());
        }
    }

    private void take(ClientNotice notice) {
        switch (notice) {
            case ClientNotice.ClientAccepted accepted ->
                LOG.debug("registered as {} at {}", accepted.client(), address);
            case ClientNotice.JobAccepted accepted -> LOG.debug("job {} accepted", accepted.job());
            case ClientNotice.JobProgress progress -> withJob(progress.job(), job -> job.progressed(progress.stages()));
            case ClientNotice.JobFinished finished -> withJob(finished.job(), job -> job.finished(finished.results()));
            case ClientNotice.JobFailed failed ->
                withJob(failed.job(), job -> job.failed(new JobFailedException(failed.failure(), null)));
            case ClientNotice.JobRefused refused ->
                withJob(refused.job(), job -> job.failed(QuernException.user(refused.reason())));
            case ClientNotice.JobCancelled cancelled -> withJob(cancelled.job(), CollectingJob::cancelled);
            case ClientNotice.BatchAccepted _,
                    ClientNotice.BatchRefused _,
                    ClientNotice.TasksEnded _,
                    ClientNotice.Answered _ ->
                throw new UnsupportedOperationException("futures are being built: " + notice);
            case ClientNotice.TaskListing listing -> {
                CompletableFuture<List<TaskLine>> answer = listings.get(listing.request());
                if (answer != null) {
                    answer.complete(listing.tasks());
                }
            }
        }
    }

    private void withJob(JobId id, Consumer<CollectingJob> action) {
        CollectingJob job = jobs.get(id);
        if (job != null) {
            action.accept(job);
        }
    }

    @Override
    public void closed(Connection connection, String reason) {
        QuernException loss = new QuernException(
                ErrorCode.NETWORK,
                "lost the scheduler at " + address + " (" + reason + "); look at its log, then run the program again");
        endJobs(loss);
        exchange.lose(loss);
    }
}
