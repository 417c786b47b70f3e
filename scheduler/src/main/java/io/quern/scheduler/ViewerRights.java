package io.quern.scheduler;

import io.quern.core.error.ErrorCode;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer.CoordinationRefused;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.message.TaskOutcome;

/// What a viewer may say: what looks at the cluster, and nothing that changes anything or shows what programs
/// compute. Without a `default`, so that whoever adds a message decides it.
final class ViewerRights {
    static final String REFUSAL =
            "a viewer may ask and not change anything; take the connection file that the scheduler wrote for clients";

    /// What becomes of something that a viewer said.
    sealed interface Decision {
        /// The state machine gets it.
        record Allowed() implements Decision {}

        /// The viewer is told that it may not.
        record Refused(Message answer) implements Decision {}

        /// Nobody waits for an answer, so there is none. A program says such things also about what it was refused,
        /// when it gives that up: they do not end its connection.
        record Dropped() implements Decision {}
    }

    private static final Decision ALLOWED = new Decision.Allowed();
    private static final Decision DROPPED = new Decision.Dropped();

    private ViewerRights() {}

    static Decision on(ClientMessage message) {
        return switch (message) {
            case ClientMessage.RegisterClient _,
                    ClientMessage.ListTasks _,
                    ClientMessage.Ask _,
                    ClientMessage.EndSession _ -> ALLOWED;
            case ClientMessage.SubmitJob submission ->
                new Decision.Refused(
                        new ClientNotice.JobRefused(submission.job().id(), REFUSAL));
            case ClientMessage.SubmitTasks submission ->
                new Decision.Refused(
                        new ClientNotice.BatchRefused(submission.batch().stage(), REFUSAL));
            case ClientMessage.HoldTasks wanted ->
                new Decision.Refused(new ClientNotice.TasksEnded(wanted.tasks().stream()
                        .map(task -> (TaskOutcome) new TaskOutcome.Cancelled(task, REFUSAL))
                        .toList()));
            case ClientMessage.NameResult naming -> refused(naming.request());
            case ClientMessage.UnnameResult naming -> refused(naming.request());
            case ClientMessage.PauseWorkers pause -> refused(pause.request());
            case ClientMessage.RetireWorkers retire -> refused(retire.request());
            case ClientMessage.ReplicateTasks replicate -> refused(replicate.request());
            case ClientMessage.CancelJob _,
                    ClientMessage.ReleaseJob _,
                    ClientMessage.ReportLostResult _,
                    ClientMessage.ReleaseTasks _,
                    ClientMessage.CancelTasks _,
                    ClientMessage.RetryTasks _,
                    ClientMessage.DetachTasks _,
                    ClientMessage.ValueNotSent _,
                    ClientMessage.ValuesKept _ -> DROPPED;
        };
    }

    /// Values of queues and variables are what programs compute, and a wait is a change: others see it.
    static Decision on(CoordinationRequest request) {
        return switch (request) {
            case CoordinationRequest.ListObjects _,
                    CoordinationRequest.CountItems _,
                    CoordinationRequest.CancelWait _,
                    CoordinationRequest.EndHolder _ -> ALLOWED;
            case CoordinationRequest.AcquireLock _,
                    CoordinationRequest.ReleaseLock _,
                    CoordinationRequest.AcquireLeases _,
                    CoordinationRequest.ReleaseLeases _,
                    CoordinationRequest.SetEvent _,
                    CoordinationRequest.AwaitEvent _,
                    CoordinationRequest.PutItem _,
                    CoordinationRequest.TakeItem _,
                    CoordinationRequest.SetVariable _,
                    CoordinationRequest.GetVariable _,
                    CoordinationRequest.ResetObject _ ->
                new Decision.Refused(new CoordinationRefused(request.request(), ErrorCode.USER, REFUSAL));
        };
    }

    private static Decision refused(long request) {
        return new Decision.Refused(new ClientNotice.Answered(request, new Answer.Refused(REFUSAL)));
    }
}
