package io.quern.client.inspect;

import io.quern.client.call.RemoteCallable;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.client.session.ClientSession;
import io.quern.core.message.Answer.WorkerLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The same call on every worker, each time as a task that waits for that worker.
public final class WorkerRuns {
    /// What [WorkerLine#status] says of a worker that may be given tasks.
    private static final String RUNNING = "running";

    private final ClientSession session;
    private final Inspection inspection;

    public WorkerRuns(ClientSession session, Inspection inspection) {
        this.session = session;
        this.inspection = inspection;
    }

    /// @return what it returned, by the names of the workers
    @SuppressWarnings({"unchecked", "NullAway"}) // The futures were typed by the callable.
    public <T extends @Nullable Object> Map<String, T> run(RemoteCallable<? extends T> callable) {
        List<String> names = inspection.workers().stream()
                .filter(worker -> worker.status().equals(RUNNING))
                .map(WorkerLine::name)
                .distinct()
                .toList();
        List<RemoteFuture<T>> futures = new ArrayList<>();
        try {
            for (String name : names) {
                futures.add(session.submitter(Options.create().workers(name).strict())
                        .submit(callable));
            }
            List<@Nullable Object> results = session.gather(futures);
            Map<String, T> byWorker = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                byWorker.put(names.get(i), (T) results.get(i));
            }
            return Collections.unmodifiableMap(byWorker);
        } finally {
            futures.forEach(RemoteFuture::close);
        }
    }
}
