package io.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer.CoordinationRefused;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.message.Question;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import io.quern.core.message.TaskOutcome;
import io.quern.scheduler.ViewerRights.Decision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewerRightsTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final TaskKey TASK = new TaskKey(JOB, 3, 4);
    private static final SharedName NAME = new SharedName("n");

    private static final List<ClientMessage> LOOKING = List.of(
            new ClientMessage.RegisterClient("viewer", JOB, false),
            new ClientMessage.ListTasks(1, JOB),
            new ClientMessage.Ask(2, new Question.ListWorkers()),
            new ClientMessage.EndSession());

    private static final List<ClientMessage> ANSWERED = List.of(
            new ClientMessage.SubmitJob(job()),
            new ClientMessage.SubmitTasks(batch()),
            new ClientMessage.HoldTasks(List.of(TASK)),
            new ClientMessage.NameResult(5, "result", TASK, true),
            new ClientMessage.UnnameResult(6, "result", TASK),
            new ClientMessage.PauseWorkers(7, List.of("w"), true),
            new ClientMessage.RetireWorkers(8, List.of("w")),
            new ClientMessage.ReplicateTasks(9, List.of(TASK), 2));

    private static final List<ClientMessage> WITHOUT_ANSWER = List.of(
            new ClientMessage.CancelJob(JOB),
            new ClientMessage.ReleaseJob(JOB),
            new ClientMessage.ReportLostResult(new RunId(TASK, 1), new WorkerId(1)),
            new ClientMessage.ReleaseTasks(JOB, List.of()),
            new ClientMessage.CancelTasks(JOB, List.of(), "no more"),
            new ClientMessage.RetryTasks(JOB, List.of()),
            new ClientMessage.DetachTasks(JOB, List.of()),
            new ClientMessage.ValueNotSent(new RunId(TASK, 1), true, "no more"),
            new ClientMessage.ValuesKept(List.of(TASK)));

    private static final List<CoordinationRequest> LOOKING_AT_OBJECTS = List.of(
            new CoordinationRequest.ListObjects(1),
            new CoordinationRequest.CountItems(2, NAME),
            new CoordinationRequest.CancelWait(3),
            new CoordinationRequest.EndHolder(4, 1));

    private static final List<CoordinationRequest> USING_OBJECTS = List.of(
            new CoordinationRequest.AcquireLock(1, 1, NAME, 0),
            new CoordinationRequest.ReleaseLock(2, 1, NAME),
            new CoordinationRequest.AcquireLeases(3, 1, NAME, 0, 1, 1),
            new CoordinationRequest.ReleaseLeases(4, 1, NAME, 1),
            new CoordinationRequest.SetEvent(5, NAME),
            new CoordinationRequest.AwaitEvent(6, 1, NAME, 0),
            new CoordinationRequest.PutItem(7, 1, NAME, 0, 1, value()),
            new CoordinationRequest.TakeItem(8, 1, NAME, 0, 1),
            new CoordinationRequest.SetVariable(9, NAME, value()),
            new CoordinationRequest.GetVariable(10, 1, NAME, 0),
            new CoordinationRequest.ResetObject(11, SharedKind.EVENT, NAME));

    private static JobSpec job() {
        StageSpec stage = new StageSpec(0, "map", 1, false, List.of(), Payload.EMPTY, List.of());
        return new JobSpec(JOB, "job", List.of(stage), List.of(0));
    }

    private static TaskBatch batch() {
        TaskBatchBuilder builder = new TaskBatchBuilder(9);
        int function = builder.addFunction(new FunctionSpec("f", "F.java:1", Payload.EMPTY));
        int _ = builder.addTask(function, Payload.EMPTY, TaskOptions.NONE, null, true);
        return builder.build();
    }

    private static SharedValue value() {
        return new SharedValue.Bytes(Payload.EMPTY);
    }

    private static Message answerTo(ClientMessage said) {
        return ((Decision.Refused) ViewerRights.on(said)).answer();
    }

    @Test
    void everythingThatAClientSaysIsDecidedHere() {
        List<Message> all = new ArrayList<>(LOOKING);
        all.addAll(ANSWERED);
        all.addAll(WITHOUT_ANSWER);
        assertThat(all).extracting(Object::getClass).containsExactlyInAnyOrder((Class[])
                ClientMessage.class.getPermittedSubclasses());
        List<Message> requests = new ArrayList<>(LOOKING_AT_OBJECTS);
        requests.addAll(USING_OBJECTS);
        assertThat(requests).extracting(Object::getClass).containsExactlyInAnyOrder((Class[])
                CoordinationRequest.class.getPermittedSubclasses());
    }

    @Test
    void whatLooksIsAllowed() {
        assertThat(LOOKING).extracting(ViewerRights::on).hasOnlyElementsOfType(Decision.Allowed.class);
        assertThat(LOOKING_AT_OBJECTS).extracting(ViewerRights::on).hasOnlyElementsOfType(Decision.Allowed.class);
    }

    @Test
    void whatWaitsForAnAnswerIsRefusedInItsOwnWords() {
        String reason = ViewerRights.REFUSAL;
        assertThat(ANSWERED)
                .extracting(ViewerRightsTest::answerTo)
                .containsExactly(
                        new ClientNotice.JobRefused(JOB, reason),
                        new ClientNotice.BatchRefused(9, reason),
                        new ClientNotice.TasksEnded(List.of(new TaskOutcome.Cancelled(TASK, reason))),
                        new ClientNotice.Answered(5, new Answer.Refused(reason)),
                        new ClientNotice.Answered(6, new Answer.Refused(reason)),
                        new ClientNotice.Answered(7, new Answer.Refused(reason)),
                        new ClientNotice.Answered(8, new Answer.Refused(reason)),
                        new ClientNotice.Answered(9, new Answer.Refused(reason)));
        for (CoordinationRequest request : USING_OBJECTS) {
            assertThat(ViewerRights.on(request))
                    .isInstanceOfSatisfying(
                            Decision.Refused.class,
                            refused -> assertThat(refused.answer())
                                    .isInstanceOfSatisfying(CoordinationRefused.class, answer -> {
                                        assertThat(answer.request()).isEqualTo(request.request());
                                        assertThat(answer.reason()).isEqualTo(reason);
                                    }));
        }
    }

    @Test
    void whatGivesUpOrChangesWithoutAnAnswerIsDropped() {
        assertThat(WITHOUT_ANSWER).extracting(ViewerRights::on).hasOnlyElementsOfType(Decision.Dropped.class);
    }
}
