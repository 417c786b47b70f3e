package io.quern.client;

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
import java.util.List;

/// A program's connection to a cluster. Thread-safe; closing it cancels the jobs it still runs.
///
/// It only delegates: what the scheduler says is taken in by [Conversation], a job's results are collected by
/// [CollectingJob].
public final class Client implements JobRunner {
    private final JobIdSource ids;
    private final Connection scheduler;
    private final Conversation conversation;

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
        return connect(transport, address, Role.CLIENT, name, ids);
    }

    /// Connects to a scheduler in a role.
    ///
    /// @param role [Role#CLIENT], or [Role#VIEWER], which may ask about jobs and is refused all that changes
    ///     something
    public static Client connect(Transport transport, String address, Role role, String name, JobIdSource ids) {
        Conversation conversation = new Conversation(transport, address);
        Connection scheduler = transport.connect(address, role, conversation);
        scheduler.send(new ClientMessage.RegisterClient(name));
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

    /// Ends the jobs that run and those submitted later with this reason: whoever started the cluster knows that
    /// it is of no use any more.
    public void abandon(QuernException reason) {
        conversation.endJobs(reason);
    }

    @Override
    public void close() {
        abandon(new QuernException(ErrorCode.USER, "the client was closed while the job ran"));
        scheduler.close("client closed");
    }
}
