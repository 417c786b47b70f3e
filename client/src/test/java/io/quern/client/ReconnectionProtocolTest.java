package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.future.RemoteFuture;
import io.quern.client.options.ClientSettings;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Question;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a client says when its stream broke and another one is there, and what becomes of futures where there
/// is none.
@Timeout(60)
class ReconnectionProtocolTest extends ScriptedSession {
    ReconnectionProtocolTest() throws InterruptedException {}

    @Test
    void afterABreakWhatIsNotAcceptedIsSentAgainInOrderAndFuturesGoOn() throws InterruptedException {
        RemoteFuture<Integer> known = client.submit(() -> 1);
        accept(hearBatch());
        RemoteFuture<Integer> unheard = client.submit(() -> 2);
        TaskBatch sent = hearBatch();
        known.cancel("changed");
        scheduler.hear(ClientMessage.CancelTasks.class);
        comeBack(true);
        assertThat(hearBatch()).isEqualTo(sent);
        scheduler.hear(ClientMessage.CancelTasks.class);
        accept(sent);
        succeed(unheard, 1, 0, 2);
        assertThat(unheard.join()).isEqualTo(2);
    }

    @Test
    void requestsAreAskedAgainAfterABreak() throws Exception {
        CompletableFuture<List<Answer.WorkerLine>> workers = CompletableFuture.supplyAsync(client::workers);
        ClientMessage.Ask ask = scheduler.hear(ClientMessage.Ask.class);
        comeBack(true);
        assertThat(scheduler.hear(ClientMessage.Ask.class)).isEqualTo(ask);
        scheduler.say(connection, new ClientNotice.Answered(ask.request(), new Answer.WorkersListed(List.of())));
        assertThat(workers.get()).isEmpty();
    }

    @Test
    void aNameIsTakenFromTheResultThatHadItHoweverOftenThatIsAsked() throws Exception {
        CompletableFuture<Void> givenUp = CompletableFuture.runAsync(() -> client.unpublish("best"));
        TaskKey named = new TaskKey(new JobId(7, 8), 3, 4);
        ClientMessage.Ask ask = scheduler.hear(ClientMessage.Ask.class);
        assertThat(ask.question()).isEqualTo(new Question.FindName("best"));
        scheduler.say(connection, new ClientNotice.Answered(ask.request(), new Answer.TaskFound(named, "total")));
        ClientMessage.UnnameResult first = scheduler.hear(ClientMessage.UnnameResult.class);
        assertThat(first.name()).isEqualTo("best");
        assertThat(first.task()).isEqualTo(named);
        comeBack(true);
        assertThat(scheduler.hear(ClientMessage.UnnameResult.class)).isEqualTo(first);
        scheduler.say(connection, new ClientNotice.Answered(first.request(), new Answer.Done()));
        assertThat(givenUp.get()).isNull();
    }

    @Test
    void forgottenSessionFailsItsFuturesAndAnotherOneBegins() throws InterruptedException {
        RemoteFuture<Integer> old = client.submit(() -> 1);
        accept(hearBatch());
        connection.close("restart");
        connection = scheduler.client();
        scheduler.hear(ClientMessage.RegisterClient.class);
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(1), 2, false));
        connection = scheduler.client();
        JobId before = session;
        // On two streams, so in any order.
        List<ClientMessage> told = List.of(scheduler.hear(ClientMessage.class), scheduler.hear(ClientMessage.class));
        assertThat(told).hasAtLeastOneElementOfType(ClientMessage.EndSession.class);
        session = told.stream()
                .filter(ClientMessage.RegisterClient.class::isInstance)
                .map(ClientMessage.RegisterClient.class::cast)
                .findFirst()
                .orElseThrow()
                .session();
        assertThat(session).isNotEqualTo(before);
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(2), 2, false));
        assertThatThrownBy(old::join)
                .isInstanceOfSatisfying(
                        QuernException.class, lost -> assertThat(lost.code()).isEqualTo(ErrorCode.NETWORK))
                .hasMessageContaining(ADDRESS)
                .hasMessageContaining("submit the work again");
        RemoteFuture<Integer> next = client.submit(() -> 2);
        TaskBatch batch = hearBatch();
        assertThat(batch.stage()).isZero();
        accept(batch);
        succeed(next, 0, 0, 2);
        assertThat(next.join()).isEqualTo(2);
        old.close();
        scheduler.expectSilence();
    }

    @Test
    void afterTheLeaseFuturesFailWithTheSchedulersAddress() throws InterruptedException {
        connectAnew(ClientSettings.DEFAULT.withLease(Duration.ZERO));
        RemoteFuture<Integer> future = client.submit(() -> 1);
        hearBatch();
        connection.close("going down");
        assertThatThrownBy(future::join)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        lost -> assertThat(lost.isRetryable()).isTrue())
                .hasMessageContaining(ADDRESS)
                .hasMessageContaining("going down");
        assertThatThrownBy(() -> client.submit(() -> 2)).hasMessageContaining(ADDRESS);
        assertThatThrownBy(client::workers).hasMessageContaining(ADDRESS);
    }

    private void comeBack(boolean isResumed) throws InterruptedException {
        connection.close("a cable");
        connection = scheduler.client();
        ClientMessage.RegisterClient registration = scheduler.hear(ClientMessage.RegisterClient.class);
        assertThat(registration.session()).isEqualTo(session);
        assertThat(registration.isReturning()).isTrue();
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(2), 1, isResumed));
    }
}
