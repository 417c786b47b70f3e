package io.quern.client;

import io.quern.client.call.RemoteBiFunction;
import io.quern.client.call.RemoteCallable;
import io.quern.client.call.RemoteFunction;
import io.quern.client.call.RemoteRunnable;
import io.quern.client.coordination.Coordination;
import io.quern.client.executor.ClusterExecutor;
import io.quern.client.future.Actor;
import io.quern.client.future.ActorRef;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.AwaitedFutures;
import io.quern.client.future.CompletedFutures;
import io.quern.client.future.RemoteFuture;
import io.quern.client.future.Submitter;
import io.quern.client.graph.TaskGraph;
import io.quern.client.inspect.Inspection;
import io.quern.client.inspect.NamedResults;
import io.quern.client.inspect.WorkerRuns;
import io.quern.client.link.SchedulerAccess;
import io.quern.client.options.ClientSettings;
import io.quern.client.options.Options;
import io.quern.client.options.ScatterOptions;
import io.quern.client.output.TaskOutput;
import io.quern.client.session.ClientSession;
import io.quern.client.shipping.ClientCode;
import io.quern.client.shipping.PresentCode;
import io.quern.client.shipping.TravellingCode;
import io.quern.client.workers.WorkerControl;
import io.quern.core.current.CurrentTask;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.JobSpec;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.Answer.HeldLine;
import io.quern.core.message.Answer.NameLine;
import io.quern.core.message.Answer.TaskDescribed;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.Transport;
import io.quern.core.value.ProgramBound;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A program's connection to a cluster: it makes tasks and holds their results as futures, and runs whole jobs.
/// Thread-safe; closing it gives all results up and cancels the jobs it still runs.
///
/// When the connection breaks it is opened again, for as long as the lease runs (30 s); futures and jobs wait
/// meanwhile.
///
/// It only delegates: tasks and futures are the business of the session, jobs of [SubmittedJobs].
@ProgramBound(
        remedy = "inside a task, Client.ofTask() gives a client of the same cluster; futures are inputs of other tasks")
public final class Client implements JobRunner, Submitter {
    private final JobIdSource ids;
    private final ClientSession session;
    private final SubmittedJobs jobs;
    private final Submitter submitter;
    private final Inspection inspection;
    private final NamedResults names;
    private final Coordination coordination;
    private final TravellingCode code;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /// The run that it ends with; null where a program has it. Set before anybody else has the client.
    private volatile @Nullable CurrentTask owner;

    private Client(JobIdSource ids, ClientSession session, SubmittedJobs jobs, TravellingCode code) {
        this.code = code;
        this.ids = ids;
        this.session = session;
        this.jobs = jobs;
        this.submitter = session.submitter();
        this.inspection = new Inspection(session);
        this.names = new NamedResults(session, inspection);
        this.coordination = session.coordination();
    }

    /// Connects to a scheduler whose workers have all code of the program, and registers. The program's classes are
    /// those that the calling thread's context class loader finds.
    ///
    /// @param transport carries the connection and fetches results; stays the caller's to close
    /// @param address of the scheduler, such as `tcp://127.0.0.1:8786`
    /// @param name what the scheduler's log calls this client
    /// @throws QuernException NETWORK where no scheduler answers there; USER where it refuses this client
    public static Client connect(Transport transport, String address, String name, JobIdSource ids) {
        return connect(transport, address, Role.CLIENT, name, ids, ClientSettings.DEFAULT, PresentCode.EVERYWHERE);
    }

    /// Connects to a scheduler in a role and registers.
    ///
    /// @param role [Role#CLIENT], or [Role#VIEWER], which may ask about the cluster and is refused all that changes
    ///     something
    /// @param code brings the code of what is submitted to workers; closed with the client
    /// @throws QuernException as the other does
    public static Client connect(
            Transport transport,
            String address,
            Role role,
            String name,
            JobIdSource ids,
            ClientSettings settings,
            TravellingCode code) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context != null ? context : Client.class.getClassLoader();
        SchedulerAccess scheduler = new SchedulerAccess(transport, address, role);
        return connect(scheduler, name, ids, loader, settings, new SystemClock(), code);
    }

    /// Connects as told in every respect; for the framework.
    ///
    /// @param loader finds the program's classes
    public static Client connect(
            Transport transport,
            String address,
            String name,
            JobIdSource ids,
            ClassLoader loader,
            ClientSettings settings,
            Clock clock) {
        SchedulerAccess scheduler = new SchedulerAccess(transport, address, Role.CLIENT);
        return connect(scheduler, name, ids, loader, settings, clock, PresentCode.EVERYWHERE);
    }

    private static Client connect(
            SchedulerAccess scheduler,
            String name,
            JobIdSource ids,
            ClassLoader loader,
            ClientSettings settings,
            Clock clock,
            TravellingCode code) {
        ClientCode program = new ClientCode(loader, code);
        SubmittedJobs jobs = new SubmittedJobs(scheduler.transport(), program::codecs);
        ClientSession session = new ClientSession(scheduler, name, ids, program, clock, settings, jobs);
        session.open();
        return new Client(ids, session, jobs, code);
    }

    /// Inside a task: a client of the cluster that runs it, so that tasks submit tasks. Waiting for them frees the
    /// task's slot, so it never keeps them from running. What it submits is of the code that came with the task.
    /// It ends with the run at the latest, and what it holds with it.
    ///
    /// @throws QuernException USER where the calling thread runs no task
    public static Client ofTask() {
        CurrentTask task = CurrentTask.get()
                .orElseThrow(() -> QuernException.user("Client.ofTask() works inside a task, on a worker, and this"
                        + " thread runs none; elsewhere a Cluster gives a client: Cluster.local().client()"));
        Client client = connect(
                task.cluster().transport(),
                task.cluster().schedulerAddress(),
                Role.CLIENT,
                "task " + task.context().run(),
                new JobIdSource(new SystemClock(), new SecureRandom()),
                ClientSettings.DEFAULT,
                new PresentCode(task.codeSet()));
        client.owner = task;
        task.own(client);
        return client;
    }

    /// Makes tasks with these options: `client.with(Options.create().retries(3)).submit(…)`.
    public Submitter with(Options options) {
        return session.submitter(options);
    }

    /// The results of futures, in their order, fetched together.
    ///
    /// @throws io.quern.client.error.RemoteTaskException if one of the tasks failed; the first failure ends the
    ///     wait. Tasks that failed the same way are told once, other failures are suppressed exceptions of it
    /// @throws java.util.concurrent.CancellationException if one was cancelled
    /// @throws QuernException as [RemoteFuture#join()] says
    @SuppressWarnings("unchecked") // The futures were typed where they were submitted.
    public <T extends @Nullable Object> List<T> gather(Collection<? extends RemoteFuture<? extends T>> futures) {
        return (List<T>) session.gather(futures);
    }

    /// The results of those futures that have one, in their order: waits for all to end, and leaves out what
    /// failed or was cancelled.
    @SuppressWarnings("unchecked") // The futures were typed where they were submitted.
    public <T extends @Nullable Object> List<T> gatherSuccessful(
            Collection<? extends RemoteFuture<? extends T>> futures) {
        return (List<T>) session.gatherSuccessful(futures);
    }

    /// Keeps a result under a name, for other programs and after this one: until [#unpublish].
    ///
    /// @throws QuernException USER where another result has the name
    public void publish(String name, RemoteFuture<?> future) {
        names.publish(name, future, false);
    }

    /// Keeps a result under a name, which another result may lose to it.
    public void republish(String name, RemoteFuture<?> future) {
        names.publish(name, future, true);
    }

    /// A handle to a named result.
    ///
    /// @param type what it is; for the compiler, since a result is only seen when it is read
    /// @throws QuernException USER where nothing has that name
    public <T> RemoteFuture<T> attach(String name, Class<T> type) {
        return names.attach(name);
    }

    /// Gives a name up, and the result with it where nobody else holds it.
    ///
    /// @throws QuernException USER where nothing has that name
    public void unpublish(String name) {
        names.unpublish(name);
    }

    /// All named results.
    public List<NameLine> listPublished() {
        return names.list();
    }

    /// The workers of the cluster.
    public List<WorkerLine> workers() {
        return inspection.workers();
    }

    /// Which workers get tasks, and which leave.
    public WorkerControl workerControl() {
        return new WorkerControl(session::ask);
    }

    /// Names of the workers that hold the results, by the keys of the futures.
    public Map<String, List<String>> whoHas(Collection<? extends RemoteFuture<?>> futures) {
        return inspection.whoHas(futures);
    }

    /// The results that each of these workers holds, of all programs, by the workers' names.
    ///
    /// @throws QuernException USER where no worker has one of the names; see [#workers]
    public Map<String, List<HeldLine>> hasWhat(Collection<String> workers) {
        return inspection.hasWhat(workers);
    }

    /// All that the scheduler knows of a task of this client.
    ///
    /// @throws QuernException USER where it knows none with that key
    public TaskDescribed describe(String key) {
        return inspection.describe(key);
    }

    /// The last steps of a task, oldest first.
    public List<String> story(String key) {
        return inspection.describe(key).story();
    }

    /// Why a task is where it is: what it waits for, or what became of it.
    public String explain(String key) {
        return inspection.describe(key).explanation();
    }

    /// What a task of this client has written to `System.out` and `System.err`, logging to the console included: the
    /// beginning and the end of each of its runs, also while it runs.
    ///
    /// Asks every worker, each over a connection of its own.
    ///
    /// @throws QuernException USER where the scheduler knows no task with that key
    public TaskOutput output(String key) {
        return session.output(inspection.find(key), key);
    }

    /// Futures in the order in which their tasks end; more may be added while they are taken.
    public <T extends @Nullable Object> CompletedFutures<T> asCompleted(Collection<? extends RemoteFuture<T>> futures) {
        return session.asCompleted(futures);
    }

    /// Waits for the first, or for all, of the tasks to end, however they do, as long as that.
    ///
    /// @throws QuernException if the thread was interrupted, which stays set
    public <T extends @Nullable Object> AwaitedFutures<T> await(
            AwaitUntil until, Collection<? extends RemoteFuture<T>> futures, Duration longest) {
        return session.await(until, futures, longest);
    }

    /// Calls a lambda on every running worker that is there now, each time as a task that waits for that worker.
    ///
    /// @return what it returned, by the names of the workers
    public <T extends @Nullable Object> Map<String, T> runOnWorkers(RemoteCallable<? extends T> callable) {
        return new WorkerRuns(session, inspection).run(callable);
    }

    /// This cluster where the JDK's [ExecutorService] is expected. It takes what can be sent: a class of its own,
    /// or a lambda that is cast to [RemoteCallable] or [RemoteRunnable]. Shutting it down leaves the client open.
    public ExecutorService executor() {
        return new ClusterExecutor(session, session.submitter());
    }

    /// Runs a task of this client once more, in the calling thread, with its function and argument as they were
    /// sent and the real results of its inputs: what failed on a worker fails here under a debugger.
    ///
    /// @return what it returns this time
    /// @throws Exception what the task throws
    /// @throws QuernException USER where the client does not know what the task was (any more): it keeps the newest
    ///     256 MiB of functions and arguments, as long as a future of their batch is open
    public @Nullable Object replay(String key) throws Exception {
        return new Replay(session, inspection).run(key);
    }

    @Override
    public <T extends @Nullable Object> RemoteFuture<T> submit(RemoteCallable<? extends T> callable) {
        return submitter.submit(callable);
    }

    @Override
    public RemoteFuture<@Nullable Void> submit(RemoteRunnable runnable) {
        return submitter.submit(runnable);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> submit(
            RemoteFunction<? super A, ? extends R> function, A argument) {
        return submitter.submit(function, argument);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> submit(
            RemoteBiFunction<? super A, ? super B, ? extends R> function, A first, B second) {
        return submitter.submit(function, first, second);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> apply(
            RemoteFunction<? super A, ? extends R> function, RemoteFuture<A> input) {
        return submitter.apply(function, input);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> apply(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            RemoteFuture<A> first,
            RemoteFuture<B> second) {
        return submitter.apply(function, first, second);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> combine(
            RemoteFunction<? super List<A>, ? extends R> function,
            Collection<? extends RemoteFuture<? extends A>> inputs) {
        return submitter.combine(function, inputs);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> map(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> values) {
        return submitter.map(function, values);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> map(
            RemoteFunction<? super A, ? extends R> function, Stream<? extends A> values) {
        return submitter.map(function, values);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> mapFutures(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends RemoteFuture<? extends A>> inputs) {
        return submitter.mapFutures(function, inputs);
    }

    @Override
    public String fireAndForget(RemoteRunnable runnable) {
        return submitter.fireAndForget(runnable);
    }

    @Override
    public <T> Actor<T> actor(Class<T> type, RemoteCallable<? extends T> maker) {
        return submitter.actor(type, maker);
    }

    /// A handle to an actor that somebody made on this cluster: inside a task, or in another program.
    ///
    /// @throws QuernException USER where what it is called as is not on the class path here
    public <T> Actor<T> actor(ActorRef<T> ref) {
        return session.attach(ref);
    }

    @Override
    public <T extends @Nullable Object> RemoteFuture<T> scatter(T value) {
        return submitter.scatter(value);
    }

    @Override
    public <T extends @Nullable Object> RemoteFuture<T> scatter(T value, ScatterOptions where) {
        return submitter.scatter(value, where);
    }

    @Override
    public <T extends @Nullable Object> List<RemoteFuture<T>> scatterAll(Collection<? extends T> values) {
        return submitter.scatterAll(values);
    }

    @Override
    public <T extends @Nullable Object> List<RemoteFuture<T>> scatterAll(
            Collection<? extends T> values, ScatterOptions where) {
        return submitter.scatterAll(values, where);
    }

    /// Keeps so many copies of each result, on as many workers, for as long as it is held: where one is lost
    /// another is made from those that are left. Waits until the copies are there; where workers are fewer, one on
    /// each.
    ///
    /// @return names of the workers that have each, by the keys of the futures, in their order
    /// @throws QuernException USER where a result has failed, cannot be copied, or is an actor
    public Map<String, List<String>> replicate(Collection<? extends RemoteFuture<?>> futures, int copies) {
        session.replicate(futures, copies);
        return inspection.whoHas(futures);
    }

    /// [#replicate] for one result.
    ///
    /// @return names of the workers that have it
    public List<String> replicate(RemoteFuture<?> future, int copies) {
        return replicate(List.of(future), copies).getOrDefault(future.key(), List.of());
    }

    @Override
    public Map<String, RemoteFuture<@Nullable Object>> persist(TaskGraph graph) {
        return submitter.persist(graph);
    }

    @Override
    public Map<String, @Nullable Object> compute(TaskGraph graph) {
        return submitter.compute(graph);
    }

    @Override
    public JobId newJobId() {
        return ids.next();
    }

    @Override
    public RunningJob submit(JobSpec job, ProgressListener progress) {
        JobSpec sent = job.withCodeSet(code.ship(job.classes()));
        CollectingJob running = jobs.open(session::send, sent, progress);
        try {
            session.send(new ClientMessage.SubmitJob(sent));
        } catch (RuntimeException tooLarge) {
            running.failed(tooLarge);
            throw tooLarge;
        }
        return running;
    }

    /// The tasks of a job as the scheduler sees them, by stage and partition; empty where it does not know the
    /// job (any more).
    ///
    /// @throws QuernException NETWORK where the scheduler is lost
    public List<TaskLine> tasks(JobId job) {
        return inspection.tasks(job);
    }

    /// Locks, semaphores, events, queues and variables that all clients of the cluster share.
    public Coordination coordination() {
        return coordination;
    }

    /// Ends the jobs and tasks that run and those submitted later with this reason: whoever started the cluster
    /// knows that it is of no use any more.
    public void abandon(QuernException reason) {
        jobs.lost(reason);
        session.end(reason);
    }

    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        CurrentTask task = owner;
        if (task != null) {
            task.disown(this);
        }
        jobs.lost(new QuernException(ErrorCode.USER, "the client was closed while the job ran"));
        session.close();
        code.close();
    }
}
