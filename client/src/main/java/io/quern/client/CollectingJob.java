package io.quern.client;

import io.quern.core.error.QuernException;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice.StageProgress;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.Transport;
import io.quern.core.value.ValueCodecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A job on a cluster, and the collection of its results from the workers that hold them.
///
/// A result that cannot be fetched from any holder is reported; the scheduler makes it again and names all
/// results anew, whereupon only the missing ones are fetched.
final class CollectingJob implements RunningJob {
    private static final Logger LOG = LoggerFactory.getLogger(CollectingJob.class);

    private static final int UNKNOWN = -1;

    private final Transport transport;
    private final Supplier<ValueCodecs> codecs;
    private final Consumer<ClientMessage> scheduler;
    private final JobSpec spec;
    private final ProgressListener progress;
    private final CompletableFuture<JobResult> result = new CompletableFuture<>();
    private volatile boolean isCancelAsked;

    /// Outputs of each wanted stage, once the scheduler has named them: what planners plan is not known before.
    /// Guarded by this object's lock, as are the next three.
    private List<Integer> widths = List.of();

    /// By position among the wanted results.
    private @Nullable HeldResult[] collected = {};

    private boolean[] isBeingFetched = {};
    private int missing = UNKNOWN;

    /// @param codecs read results as the program's classes
    CollectingJob(
            Transport transport,
            Supplier<ValueCodecs> codecs,
            Consumer<ClientMessage> scheduler,
            JobSpec spec,
            ProgressListener progress) {
        this.transport = transport;
        this.codecs = codecs;
        this.scheduler = scheduler;
        this.spec = spec;
        this.progress = progress;
    }

    JobSpec spec() {
        return spec;
    }

    /// Runs an action once the job has ended, however it did.
    void onEnd(Runnable action) {
        CompletableFuture<JobResult> _ = result.whenComplete((_, _) -> action.run());
    }

    @Override
    public JobId id() {
        return spec.id();
    }

    @Override
    public JobResult await() {
        try {
            return result.get();
        } catch (InterruptedException interrupted) {
            cancel();
            Thread.currentThread().interrupt();
            CancellationException cancelled =
                    new CancellationException("job " + spec.name() + " was cancelled: its caller was interrupted");
            cancelled.initCause(interrupted);
            throw cancelled;
        } catch (ExecutionException failed) {
            throw inThisThread(failed);
        }
    }

    /// What ended the job was made by a thread of the transport; the caller's stack is the one that says which
    /// job of the program it was.
    private static RuntimeException inThisThread(ExecutionException failed) {
        return switch (failed.getCause()) {
            case JobFailedException job -> new JobFailedException(job.failure(), null);
            case QuernException known -> new QuernException(known.code(), String.valueOf(known.getMessage()), known);
            case RuntimeException thrown -> thrown;
            case null, default -> new IllegalStateException(failed);
        };
    }

    @Override
    public void cancel() {
        if (!result.isDone()) {
            isCancelAsked = true;
            scheduler.accept(new ClientMessage.CancelJob(spec.id()));
        }
    }

    /// Whether it is to end: a scheduler that does not know it (any more) is not to begin it for that.
    boolean isCancelAsked() {
        return isCancelAsked;
    }

    /// A listener that throws must not end the stream on which all jobs of the client hang.
    void progressed(List<StageProgress> stages) {
        try {
            progress.progressed(stages);
        } catch (RuntimeException thrown) {
            LOG.warn("the progress listener of job {} failed; it is told no less for that", spec.name(), thrown);
        }
    }

    void failed(RuntimeException reason) {
        result.completeExceptionally(reason);
    }

    void cancelled() {
        result.completeExceptionally(new CancellationException("job " + spec.name() + " was cancelled"));
    }

    /// All wanted results are in memory somewhere: fetches those not collected yet.
    void finished(List<List<ResultLocation>> results) {
        List<Integer> sizes = results.stream().map(List::size).toList();
        if (!isExpected(sizes)) {
            failed(new IllegalStateException("the scheduler named " + sizes + " results of the stages " + spec.results()
                    + " of job " + spec.name()));
            return;
        }
        List<ResultLocation> locations = results.stream().flatMap(List::stream).toList();
        for (int i = 0; i < locations.size(); i++) {
            if (beginFetch(i)) {
                fetch(i, locations.get(i), 0);
            }
        }
        completeIfAllCollected();
    }

    /// As many as the stages have outputs; of planners as many as the first time.
    private synchronized boolean isExpected(List<Integer> sizes) {
        if (missing != UNKNOWN) {
            return sizes.equals(widths);
        }
        if (sizes.size() != spec.results().size()) {
            return false;
        }
        for (int i = 0; i < sizes.size(); i++) {
            StageSpec stage = spec.stages().get(spec.results().get(i));
            if (!stage.isPlanner() && sizes.get(i) != stage.outputs()) {
                return false;
            }
        }
        widths = sizes;
        missing = sizes.stream().mapToInt(Integer::intValue).sum();
        collected = new @Nullable HeldResult[missing];
        isBeingFetched = new boolean[missing];
        return true;
    }

    private synchronized boolean beginFetch(int index) {
        if (collected[index] != null || isBeingFetched[index]) {
            return false;
        }
        isBeingFetched[index] = true;
        return true;
    }

    private void fetch(int index, ResultLocation location, int holderIndex) {
        Holder holder = location.holders().get(holderIndex);
        transport.fetch(holder.dataAddress(), location.result(), new FetchSink() {
            @Override
            public ValueCodecs codecs() {
                return codecs.get();
            }

            @Override
            public void fetched(HeldResult held) {
                collect(index, held);
            }

            @Override
            public void absent(String reason) {
                tryNext();
            }

            @Override
            public void unreachable(String reason) {
                tryNext();
            }

            private void tryNext() {
                if (holderIndex + 1 < location.holders().size()) {
                    fetch(index, location, holderIndex + 1);
                } else {
                    giveUp(index);
                    scheduler.accept(new ClientMessage.ReportLostResult(location.result(), holder.worker()));
                }
            }
        });
    }

    private synchronized void giveUp(int index) {
        isBeingFetched[index] = false;
    }

    private void collect(int index, HeldResult held) {
        synchronized (this) {
            isBeingFetched[index] = false;
            collected[index] = held;
            missing--;
        }
        completeIfAllCollected();
    }

    private void completeIfAllCollected() {
        JobResult all;
        synchronized (this) {
            if (missing > 0) {
                return;
            }
            all = byStage(Arrays.asList(collected));
        }
        if (result.complete(all)) {
            scheduler.accept(new ClientMessage.ReleaseJob(spec.id()));
        }
    }

    private JobResult byStage(List<@Nullable HeldResult> all) {
        Map<Integer, List<@Nullable Object>> byStage = new TreeMap<>();
        int next = 0;
        for (int wanted = 0; wanted < spec.results().size(); wanted++) {
            List<@Nullable Object> outputs = new ArrayList<>();
            for (int i = 0; i < widths.get(wanted); i++) {
                HeldResult held = all.get(next++);
                outputs.add(held == null ? null : held.value());
            }
            byStage.put(spec.results().get(wanted), Collections.unmodifiableList(outputs));
        }
        return new JobResult(byStage);
    }
}
