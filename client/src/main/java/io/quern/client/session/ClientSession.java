package io.quern.client.session;

import io.quern.client.cell.CellOwner;
import io.quern.client.cell.TaskCell;
import io.quern.client.cell.Waits;
import io.quern.client.code.CodeSets;
import io.quern.client.code.FunctionCodes;
import io.quern.client.coordination.Coordination;
import io.quern.client.exchange.RequestExchange;
import io.quern.client.future.Actor;
import io.quern.client.future.ActorRef;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.AwaitedFutures;
import io.quern.client.future.CompletedFutures;
import io.quern.client.future.RemoteFuture;
import io.quern.client.graph.TaskGraph;
import io.quern.client.link.ClientLink;
import io.quern.client.link.CodeBeforeResumption;
import io.quern.client.link.Requests;
import io.quern.client.link.SchedulerAccess;
import io.quern.client.options.ClientSettings;
import io.quern.client.options.Options;
import io.quern.client.output.OutputRequests;
import io.quern.client.output.TaskOutput;
import io.quern.client.shipping.ClientCode;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.TaskOutcome;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.EventLoop;
import io.quern.core.transport.Connection;
import io.quern.core.transport.Transport;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program's session on a cluster: joins the parts of this package with the stream to the scheduler.
public final class ClientSession implements CellOwner {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);
    private static final int CHORES_MAX = 100_000;
    private static final long CLOSE_NANOS_MAX = 10_000_000_000L;

    private final EventLoop<Runnable> chores;
    private final RequestExchange shared = new RequestExchange();
    private final SessionNotices notices;
    private final ClientLink link;
    private final SessionTasks tasks;
    private final KeyedTasks keyed;
    private final Outgoing outgoing;
    private final Releases releases;
    private final Fetches fetches;
    private final ShortResults shortResults;
    private final Requests requests = new Requests();
    private final Clock clock;
    private final Transport transport;
    private final ClientCode program;
    private final FunctionCodes codes;
    private final CodeSets codeSets;
    private final Readings readings;
    private final Waits waits;
    private final Cleaner cleaner = Cleaner.create();

    /// @param scheduler results are fetched by its transport too
    /// @param ids makes the session's identity, which is kept when the stream is opened again; and another one
    ///     where the scheduler has forgotten it
    /// @param program the program that it is of
    /// @param others is told what is not about this session's tasks and requests, and how the stream fares
    public ClientSession(
            SchedulerAccess scheduler,
            String name,
            JobIdSource ids,
            ClientCode program,
            Clock clock,
            ClientSettings settings,
            SessionListener others) {
        JobId id = ids.next();
        this.program = program;
        this.codes = new FunctionCodes(program.functions());
        this.codeSets = new CodeSets(program.travelling());
        this.clock = clock;
        this.transport = scheduler.transport();
        this.waits = new Waits(clock);
        this.chores = new EventLoop<>(
                "quern-client-chores",
                CHORES_MAX,
                1_000,
                clock,
                due -> due.forEach(Runnable::run),
                failure -> LOG.error("the client's chores have ended", failure));
        this.tasks = new SessionTasks(id, settings.keptBytesMax());
        this.outgoing = new Outgoing(id, tasks, transport, settings.unacceptedBytesMax());
        this.keyed = new KeyedTasks(outgoing, this);
        this.releases = new Releases(chores, outgoing::add, tasks::isAttached);
        this.fetches = new Fetches(scheduler.transport(), program::codecs, outgoing::add, settings.fetchBytesMax());
        this.shortResults = new ShortResults(program::codecs, fetches);
        ClassLoader loader = program.classes();
        this.readings = new Readings(new FailureDescriptions(tasks, program.functions(), loader), loader);
        this.notices = new SessionNotices(tasks, outgoing, requests, shared, others, ids, name, scheduler.address());
        this.link = new ClientLink(
                scheduler,
                new RegisterClient(name, id, false),
                settings.lease(),
                chores,
                clock,
                new CodeBeforeResumption(program.travelling(), notices));
    }

    /// Connects and registers.
    ///
    /// @throws QuernException NETWORK where no scheduler answers; USER where it refuses
    public void open() {
        chores.start();
        try {
            Connection first = link.open();
            shared.opened(first);
            outgoing.start(first);
        } catch (RuntimeException unreachable) {
            chores.close();
            throw unreachable;
        }
    }

    public JobId id() {
        return tasks.session();
    }

    public Clock clock() {
        return clock;
    }

    /// What a task has written on its workers.
    ///
    /// @param key by which people know it
    public TaskOutput output(TaskKey task, String key) {
        return new OutputRequests(this::ask, transport).of(task, key);
    }

    public String address() {
        return link.address();
    }

    /// Makes tasks without wishes.
    public TaskSubmitter submitter() {
        return submitter(Options.create());
    }

    public TaskSubmitter submitter(Options options) {
        return new TaskSubmitter(this, codes, codeSets, options);
    }

    /// Sends a message after all that was sent before it.
    public void send(ClientMessage message) {
        outgoing.add(message);
    }

    /// So many copies of each of these results, once they are there; nobody waits for it.
    void keepCopies(List<TaskCell> cells, int copies) {
        List<TaskKey> keys = cells.stream().map(TaskCell::task).toList();
        var _ = ask(request -> new ClientMessage.ReplicateTasks(request, keys, copies))
                .thenAccept(notice -> {
                    if (notice instanceof ClientNotice.Answered answered
                            && answered.answer() instanceof Answer.Refused refused) {
                        LOG.warn("Not all copies were made that were asked for: {}", refused.reason());
                    }
                });
    }

    /// Makes copies of results and waits for them.
    ///
    /// @param copies how many of each there are to be
    /// @throws QuernException USER where a result has failed or cannot be copied: says which and why
    public void replicate(Collection<? extends RemoteFuture<?>> futures, int copies) {
        List<TaskKey> keys = cells(futures).stream().map(TaskCell::task).toList();
        Answer.Done _ = Requests.answer(
                ask(request -> new ClientMessage.ReplicateTasks(request, keys, copies)),
                Answer.Done.class,
                "whether " + keys.size() + " results have " + copies + " copies");
    }

    /// Sends a request.
    ///
    /// @return its answer, or why there will be none
    public CompletableFuture<ClientNotice> ask(LongFunction<ClientMessage> request) {
        return requests.start(request, outgoing::add);
    }

    /// The results of futures, in their order.
    ///
    /// @throws RuntimeException as [RemoteFuture#join()] says; failures of the same kind are told once
    public List<@Nullable Object> gather(Collection<? extends RemoteFuture<?>> futures) {
        return gathering(futures).all();
    }

    /// The results of those futures that have one, in their order.
    public List<@Nullable Object> gatherSuccessful(Collection<? extends RemoteFuture<?>> futures) {
        return gathering(futures).successful();
    }

    private Gathering gathering(Collection<? extends RemoteFuture<?>> futures) {
        return new Gathering(cells(futures), waits, readings, program.classes());
    }

    private static List<TaskCell> cells(Collection<? extends RemoteFuture<?>> futures) {
        List<TaskCell> cells = new ArrayList<>(futures.size());
        futures.forEach(future -> cells.add(own(future).cell()));
        return cells;
    }

    /// Futures in the order in which their tasks end.
    public <T extends @Nullable Object> CompletedFutures<T> asCompleted(Collection<? extends RemoteFuture<T>> futures) {
        CompletedFutures<T> completed = new EndedFutures<>(waits);
        futures.forEach(completed::add);
        return completed;
    }

    /// Waits for some or all of the tasks to end, however they do.
    public <T extends @Nullable Object> AwaitedFutures<T> await(
            AwaitUntil until, Collection<? extends RemoteFuture<T>> futures, Duration longest) {
        List<TaskCell> cells = cells(futures);
        int count = until == AwaitUntil.ALL ? cells.size() : Math.min(1, cells.size());
        try {
            boolean _ = waits.ends(cells, count).await(waits, Waits.nanos(longest));
        } catch (InterruptedException interrupted) {
            throw Waits.interrupted(cells.size() + " tasks", interrupted);
        }
        Map<Boolean, List<RemoteFuture<T>>> byDone = futures.stream()
                .map(future -> (RemoteFuture<T>) future)
                .collect(Collectors.partitioningBy(RemoteFuture::isDone));
        return new AwaitedFutures<>(byDone.getOrDefault(true, List.of()), byDone.getOrDefault(false, List.of()));
    }

    /// A handle to a task of any session, which the client holds from now on.
    ///
    /// @param key by which people know it
    public <T extends @Nullable Object> RemoteFuture<T> attach(TaskKey task, String key) {
        TaskCell made = new TaskCell(task, null, key, this);
        TaskCell cell = tasks.attach(made);
        if (cell == made) {
            releases.hold(task);
        }
        return future(cell);
    }

    /// A handle to an actor of any session, which the client holds from now on.
    ///
    /// @throws QuernException USER where its class is not here
    @SuppressWarnings("unchecked") // The reference was typed where the actor was made.
    public <T> Actor<T> attach(ActorRef<T> ref) {
        try {
            return submitter().attach(ref, (Class<T>) Class.forName(ref.type(), false, program.classes()));
        } catch (ClassNotFoundException notHere) {
            throw QuernException.user(
                    "actor " + ref.key() + " is a " + ref.type() + ", which is not on the class path here", notHere);
        }
    }

    /// The task of a future.
    ///
    /// @throws IllegalStateException where it is closed
    public TaskKey task(RemoteFuture<?> future) {
        return own(future).cell().task();
    }

    /// Takes over a handle of the cell.
    <T extends @Nullable Object> RemoteFuture<T> future(TaskCell cell) {
        return new SessionFuture<>(this, cell, cleaner);
    }

    GraphSubmission submission(TaskGraph graph, TaskOptions options, String prefix) {
        return new GraphSubmission(graph, codes, codeSets, options, prefix, this, outgoing, tasks);
    }

    /// Functions and arguments of a batch of this session; empty where they are not kept (any more).
    public Optional<TaskBatch> content(int stage) {
        return Optional.ofNullable(tasks.content(stage));
    }

    /// The program that it is of.
    public ClientCode program() {
        return program;
    }

    /// @param moreFollows whether the task need not be sent before [#flush]
    TaskCell add(TaskDraft draft, boolean moreFollows) {
        return outgoing.add(draft, this, moreFollows);
    }

    void flush() {
        outgoing.flush();
    }

    /// Adds a task under its key, or under one that says what it does; an equal one that is held is shared.
    TaskCell addKeyed(TaskDraft draft, boolean moreFollows) {
        return keyed.add(draft, moreFollows);
    }

    /// Adds a task that runs although nobody holds it. Where an equal one is held under its key, that one does.
    ///
    /// @return its key
    String addDetached(TaskDraft draft) {
        String key = draft.key();
        if (key == null) {
            return add(draft, false).key();
        }
        TaskCell held = keyed.addUnheld(draft, key);
        if (held != null) {
            detach(held);
            held.dropHandle();
        }
        return key;
    }

    /// The cells of inputs, with a handle more each, which the caller drops.
    List<TaskCell> inputs(List<? extends RemoteFuture<?>> futures) {
        List<TaskCell> cells = new ArrayList<>(futures.size());
        try {
            for (RemoteFuture<?> future : futures) {
                TaskCell cell = own(future).cell();
                if (cell.broken() != null) {
                    throw readings.failure(cell);
                }
                if (!cell.addHandle()) {
                    throw Readings.closed(cell);
                }
                cells.add(cell);
            }
            return cells;
        } catch (RuntimeException unusable) {
            cells.forEach(TaskCell::dropHandle);
            throw unusable;
        }
    }

    private static SessionFuture<?> own(RemoteFuture<?> future) {
        if (future instanceof SessionFuture<?> own) {
            return own;
        }
        throw new IllegalArgumentException(
                "not a future of this library: " + future.getClass().getName());
    }

    Waits waits() {
        return waits;
    }

    Readings readings() {
        return readings;
    }

    boolean cancel(TaskCell cell, String reason) {
        if (!cell.cancel(reason)) {
            return false;
        }
        outgoing.add(new ClientMessage.CancelTasks(cell.task().job(), List.of(range(cell)), reason));
        return true;
    }

    /// What failed by the same task runs again with it.
    void retry(TaskCell cell) {
        TaskKey origin = cell.failedTask();
        if (origin == null || !cell.retry()) {
            throw new IllegalStateException("task " + cell.key()
                    + " has not failed on a worker, so there is nothing to retry; submit it again instead");
        }
        for (TaskCell other : tasks.all()) {
            if (origin.equals(other.failedTask())) {
                boolean _ = other.retry();
            }
        }
        outgoing.add(new ClientMessage.RetryTasks(cell.task().job(), List.of(range(cell))));
    }

    void detach(TaskCell cell) {
        outgoing.add(new ClientMessage.DetachTasks(cell.task().job(), List.of(range(cell))));
    }

    private static TaskRange range(TaskCell cell) {
        TaskKey task = cell.task();
        return new TaskRange(task.stage(), task.partition(), task.partition() + 1);
    }

    @Override
    public void read(TaskCell cell, TaskOutcome.Succeeded told) {
        if (told.shortValue().sizeBytes() == 0) {
            fetches.fetch(cell, told.location());
        } else {
            shortResults.read(cell, told);
        }
    }

    @Override
    public void released(TaskCell cell) {
        tasks.release(cell);
        keyed.forget(cell);
        if (!cell.isGivenUp() && !outgoing.values().isReleasedLater(cell.task())) {
            releases.add(cell.task());
        }
    }

    /// The objects that all clients of the cluster share.
    public Coordination coordination() {
        return new Coordination(shared, program::codecs);
    }

    /// Ends everything with that reason.
    public void end(QuernException reason) {
        notices.end(reason);
    }

    /// Sends what waits to be sent, then leaves for good: the scheduler lets go of all that the session holds.
    public void close() {
        shared.lose(new QuernException(
                ErrorCode.USER, "the client was closed; with it, all that it held or waited for ended"));
        outgoing.add(new ClientMessage.EndSession());
        try {
            if (!outgoing.awaitSent(CLOSE_NANOS_MAX)) {
                LOG.warn("The client is closed before the scheduler at {} has taken all of its tasks", address());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        end(new QuernException(ErrorCode.USER, "the client was closed while the task ran"));
        link.close("client closed");
        chores.close();
    }
}
