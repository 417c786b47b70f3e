package io.quern.client.session;

import io.quern.client.cell.TaskCell;
import io.quern.client.exchange.RequestExchange;
import io.quern.client.link.LinkEvents;
import io.quern.client.link.Requests;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientMessage.HoldTasks;
import io.quern.core.message.ClientMessage.RegisterClient;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.TaskOutcome;
import io.quern.core.transport.Connection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the scheduler says, given to those whom it concerns, and what becomes of a session when its stream does not
/// stay.
final class SessionNotices implements LinkEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SessionNotices.class);

    private final SessionTasks tasks;
    private final Outgoing outgoing;
    private final Requests requests;
    private final RequestExchange shared;
    private final SessionListener others;
    private final JobIdSource ids;
    private final String name;
    private final String address;

    /// @param others is told what is not about tasks and requests, and how the stream fares
    /// @param ids makes the identity of another session where the scheduler has forgotten this one
    /// @param name of the client
    SessionNotices(
            SessionTasks tasks,
            Outgoing outgoing,
            Requests requests,
            RequestExchange shared,
            SessionListener others,
            JobIdSource ids,
            String name,
            String address) {
        this.tasks = tasks;
        this.outgoing = outgoing;
        this.requests = requests;
        this.shared = shared;
        this.others = others;
        this.ids = ids;
        this.name = name;
        this.address = address;
    }

    @Override
    public void greeted(long epoch) {
        shared.greeted(epoch);
    }

    @Override
    public void received(ClientNotice notice) {
        switch (notice) {
            case ClientNotice.BatchAccepted accepted -> {
                tasks.accepted(accepted.stage());
                outgoing.answered(accepted.stage());
            }
            case ClientNotice.BatchRefused refused -> refused(refused);
            case ClientNotice.TasksEnded ended -> ended.outcomes().forEach(this::ended);
            case ClientNotice.SendValue send -> outgoing.values().send(send);
            case ClientNotice.Answered answered -> requests.answered(answered.request(), answered);
            case ClientNotice.TaskListing listing -> requests.answered(listing.request(), listing);
            case ClientNotice.ClientAccepted _,
                    ClientNotice.JobAccepted _,
                    ClientNotice.JobProgress _,
                    ClientNotice.JobFinished _,
                    ClientNotice.JobFailed _,
                    ClientNotice.JobRefused _,
                    ClientNotice.JobCancelled _ -> others.received(notice);
        }
    }

    private void ended(TaskOutcome outcome) {
        TaskCell cell = tasks.find(outcome.task());
        outgoing.values().ended(outcome);
        if (cell != null) {
            cell.ended(outcome);
        }
    }

    /// The scheduler knows nothing of the batch, so nothing of it need be released.
    private void refused(ClientNotice.BatchRefused refused) {
        outgoing.values().refused(refused.stage());
        SubmittedBatch batch = tasks.batch(refused.stage());
        if (batch != null) {
            QuernException reason = QuernException.user("the scheduler refused: " + refused.reason());
            breakAll(batch.cells(), reason);
            warnOfDetached(batch, refused.reason());
        }
        tasks.accepted(refused.stage());
        outgoing.answered(refused.stage());
    }

    /// Nobody has a future that says so.
    private static void warnOfDetached(SubmittedBatch batch, String reason) {
        TaskBatch content = batch.content();
        for (int task = 0; content != null && task < content.size(); task++) {
            if (content.options(task).isDetached()) {
                LOG.warn("The scheduler refused {}, a task that nobody holds: {}", content.key(task), reason);
            }
        }
    }

    @Override
    public void answered(CoordinationAnswer answer) {
        shared.received(answer);
    }

    @Override
    public void interrupted(String reason) {
        shared.interrupted(reason);
        outgoing.interrupted();
    }

    /// Tasks and their numbers begin anew under another identity, so that nothing that a worker may still hold of
    /// the old one is taken for something of the new.
    @Override
    public RegisterClient forgotten() {
        QuernException reason = new QuernException(
                ErrorCode.NETWORK,
                "the scheduler at " + address + " has lost this client's session: it was started anew, or the client"
                        + " was away for too long; submit the work again");
        others.forgotten(reason);
        List<TaskCell> gone = tasks.all();
        JobId next = ids.next();
        outgoing.values().clear();
        outgoing.beginAnew(next, message -> isRequest(message) && isStillDue(message));
        breakAll(gone, reason);
        return new RegisterClient(name, next, false);
    }

    @Override
    public void resumed(Connection connection) {
        shared.opened(connection);
        others.resumed(connection);
        outgoing.resumed(connection, this::isStillDue);
        outgoing.values().resumed();
    }

    private static boolean isRequest(ClientMessage message) {
        return switch (message) {
            case ClientMessage.Ask _,
                    ClientMessage.ListTasks _,
                    ClientMessage.NameResult _,
                    ClientMessage.UnnameResult _,
                    ClientMessage.PauseWorkers _,
                    ClientMessage.RetireWorkers _,
                    ClientMessage.ReplicateTasks _ -> true;
            case RegisterClient _,
                    ClientMessage.SubmitJob _,
                    ClientMessage.CancelJob _,
                    ClientMessage.ReleaseJob _,
                    ClientMessage.ReportLostResult _,
                    ClientMessage.SubmitTasks _,
                    HoldTasks _,
                    ClientMessage.ReleaseTasks _,
                    ClientMessage.CancelTasks _,
                    ClientMessage.RetryTasks _,
                    ClientMessage.DetachTasks _,
                    ClientMessage.ValueNotSent _,
                    ClientMessage.ValuesKept _,
                    ClientMessage.EndSession _ -> false;
        };
    }

    /// Requests that have been answered are not repeated, jobs are sent again by [#others], and of scattered
    /// values it is said anew which are there.
    private boolean isStillDue(ClientMessage message) {
        return switch (message) {
            case ClientMessage.Ask ask -> requests.isWaiting(ask.request());
            case ClientMessage.NameResult naming -> requests.isWaiting(naming.request());
            case ClientMessage.UnnameResult naming -> requests.isWaiting(naming.request());
            case ClientMessage.PauseWorkers pause -> requests.isWaiting(pause.request());
            case ClientMessage.RetireWorkers retire -> requests.isWaiting(retire.request());
            case ClientMessage.ReplicateTasks replicate -> requests.isWaiting(replicate.request());
            case ClientMessage.ListTasks list -> requests.isWaiting(list.request());
            case ClientMessage.SubmitJob _,
                    RegisterClient _,
                    ClientMessage.ValueNotSent _,
                    ClientMessage.ValuesKept _,
                    ClientMessage.EndSession _ -> false;
            case ClientMessage.SubmitTasks _,
                    ClientMessage.CancelJob _,
                    ClientMessage.ReleaseJob _,
                    ClientMessage.ReportLostResult _,
                    HoldTasks _,
                    ClientMessage.ReleaseTasks _,
                    ClientMessage.CancelTasks _,
                    ClientMessage.RetryTasks _,
                    ClientMessage.DetachTasks _ -> true;
        };
    }

    @Override
    public void lost(QuernException reason) {
        end(reason);
        others.lost(reason);
    }

    /// Ends everything with that reason.
    void end(QuernException reason) {
        shared.lose(reason);
        outgoing.end(reason);
        requests.end(reason);
        outgoing.values().clear();
        breakAll(tasks.all(), reason);
    }

    private static void breakAll(List<TaskCell> cells, QuernException reason) {
        for (TaskCell cell : cells) {
            cell.giveUp();
            cell.breakWith(reason);
        }
    }
}
