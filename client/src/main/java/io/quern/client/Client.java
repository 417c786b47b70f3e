package io.quern.client;

import io.quern.client.coordination.Coordination;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.JobSpec;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.Transport;
import io.quern.core.value.Functions;
import io.quern.core.value.ProgramBound;
import io.quern.core.value.ValueCodecs;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A program's connection to a cluster. Thread-safe; closing it cancels the jobs it still runs, and ends what it holds
/// of shared objects.
///
/// It only delegates: what the scheduler says is taken in by [Conversation], a job's results are collected by
/// [CollectingJob], shared objects are asked for by [Coordination].
@ProgramBound(remedy = "submit jobs outside of functions; capture the values that the function needs")
public final class Client implements JobRunner {
    private final JobIdSource ids;
    private final Connection scheduler;
    private final Conversation conversation;
    private final AtomicReference<@Nullable Coordination> coordination = new AtomicReference<>();

    private Client(JobIdSource ids, Connection scheduler, Conversation conversation) {
        this.ids = ids;
        this.scheduler = scheduler;
        this.conversation = conversation;
    }

    /// Connects to a scheduler and registers.
    ///
    /// @param transport carries the connection and fetches results; stays the caller's to close
    /// @param address of the scheduler, such as `tcp://127.0.0.1:8786`
    /// @param name what the scheduler's log calls this client
    /// @throws QuernException NETWORK where no scheduler answers there; USER where it refuses this client
    public static Client connect(Transport transport, String address, String name, JobIdSource ids) {
        Conversation conversation = new Conversation(transport, address);
        Connection scheduler = transport.connect(address, Role.CLIENT, conversation);
        scheduler.send(new ClientMessage.RegisterClient(name, ids.next()));
        return new Client(ids, scheduler, conversation);
    }

    @Override
    public JobId newJobId() {
        return ids.next();
    }

    @Override
    public RunningJob submit(JobSpec job, ProgressListener progress) {
        CollectingJob running = conversation.open(scheduler, job, progress);
        try {
            scheduler.send(new ClientMessage.SubmitJob(job));
        } catch (RuntimeException tooLarge) {
            running.failed(tooLarge);
            throw tooLarge;
        }
        return running;
    }

    /// The tasks of a job as the scheduler sees them, by stage and partition; empty where it does not know the job
    /// (any more).
    ///
    /// @throws QuernException NETWORK where the scheduler is lost
    public List<TaskLine> tasks(JobId job) {
        return conversation.listTasks(scheduler, job);
    }

    /// Locks, semaphores, events, queues and variables that all clients of the cluster share. Their values' classes are
    /// found by the context class loader of the thread that asks for this first.
    public Coordination coordination() {
        Coordination known = coordination.get();
        if (known != null) {
            return known;
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context != null ? context : Client.class.getClassLoader();
        ValueCodecs codecs = ValueCodecs.load(Functions.of(loader), loader);
        Coordination made = new Coordination(conversation.exchange().to(scheduler::send), codecs);
        return coordination.compareAndSet(null, made) ? made : Objects.requireNonNull(coordination.get());
    }

    /// Ends the jobs that run and those submitted later with this reason: whoever started the cluster knows that it is
    /// of no use any more.
    public void abandon(QuernException reason) {
        conversation.endJobs(reason);
    }

    @Override
    public void close() {
        abandon(new QuernException(ErrorCode.USER, "the client was closed while the job ran"));
        conversation
                .exchange()
                .lose(new QuernException(
                        ErrorCode.USER, "the client was closed; with it, all that it held or waited for ended"));
        scheduler.send(new ClientMessage.EndSession());
        scheduler.close("client closed");
    }
}
