package io.quern.core.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Role;
import io.quern.core.message.TransferMessage;
import io.quern.core.message.TransferMessage.FetchResult;
import io.quern.core.message.TransferMessage.GrantCredit;
import io.quern.core.message.TransferMessage.ResultAbsent;
import io.quern.core.message.TransferMessage.ResultChunk;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.Connection;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.StreamRecorder;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests of one data connection, and the order in which they are answered.
@Timeout(60)
class ResultHolderTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final long CREDIT = 2 << 20;
    private static final Credentials FRIENDS = Credentials.of(RoleTokens.random(new SecureRandom()));

    private static final int NUMBER = 0;
    private static final int SLOW = 1;
    private static final int BROKEN = 2;
    private static final int LONG = 3;
    private static final int LARGE = 4;
    private static final int ABSENT = 5;

    private static final Map<Integer, Object> VALUES =
            Map.of(NUMBER, 7, SLOW, List.of("slow"), BROKEN, "broken", LONG, "long", LARGE, new byte[1024 * 1024]);

    private final CountDownLatch slowIsAllowed = new CountDownLatch(1);
    private final TcpTransport holder = transport("holder");
    private final TcpTransport fetcher = transport("fetcher");
    private final String address = holder.serve(
            "tcp://127.0.0.1:0",
            run -> Optional.ofNullable(VALUES.get(run.task().partition())).map(value -> new HeldResult(value, 8)));
    private final StreamRecorder answers = new StreamRecorder();
    private final Connection connection = fetcher.connect(address, Role.TRANSFER, answers);

    @AfterEach
    void close() {
        slowIsAllowed.countDown();
        fetcher.close();
        holder.close();
    }

    @Test
    void shortResultsAreAnsweredInTheOrderOfTheirRequests() throws InterruptedException {
        for (int request = 0; request < 2_000; request++) {
            ask(request, request % 10 == 9 ? ABSENT : NUMBER, CREDIT);
        }
        for (int request = 0; request < 2_000; request++) {
            if (request % 10 == 9) {
                assertThat(answers.next())
                        .isInstanceOfSatisfying(
                                ResultAbsent.class,
                                absent -> assertThat(absent.reason()).endsWith("is not held here"));
            } else {
                assertThat(isLast(request)).isTrue();
            }
        }
    }

    @Test
    void resultThatIsSlowToEncodeDoesNotHoldUpThoseBehindIt() throws InterruptedException {
        ask(1, SLOW, CREDIT);
        ask(2, NUMBER, CREDIT);
        ask(3, LARGE, CREDIT);
        ask(4, NUMBER, CREDIT);
        Set<Long> ended = new TreeSet<>();
        while (ended.size() < 3) {
            ResultChunk chunk = chunk();
            if (chunk.isLast()) {
                ended.add(chunk.request());
            }
        }
        assertThat(ended).containsExactly(2L, 3L, 4L);
        slowIsAllowed.countDown();
        assertThat(isLast(1)).isTrue();
    }

    @Test
    void largeResultThatWaitsForCreditDoesNotHoldUpThoseBehindIt() throws InterruptedException {
        ask(1, LARGE, 1);
        assertThat(isLast(1)).isFalse();
        ask(2, NUMBER, CREDIT);
        assertThat(isLast(2)).isTrue();

        connection.send(new GrantCredit(1, CREDIT));
        boolean isLast = false;
        while (!isLast) {
            isLast = isLast(1);
        }
    }

    @Test
    void textOfWhichItsCodecMakesMoreThanAChunkNeedsCredit() throws InterruptedException {
        ask(1, LONG, 1);
        ask(2, NUMBER, CREDIT);
        List<Long> first = List.of(chunk().request(), chunk().request());
        assertThat(first).containsExactlyInAnyOrder(1L, 2L);

        connection.send(new GrantCredit(1, CREDIT));
        boolean isLast = false;
        while (!isLast) {
            isLast = isLast(1);
        }
    }

    @Test
    void shortResultThatCannotBeEncodedLeavesTheOthersAlone() throws InterruptedException {
        ask(1, NUMBER, CREDIT);
        ask(2, BROKEN, CREDIT);
        ask(3, NUMBER, CREDIT);

        assertThat(isLast(1)).isTrue();
        assertThat(answers.next()).asString().contains("request=2", "could not be encoded", "this text is broken");
        assertThat(isLast(3)).isTrue();
    }

    @Test
    void requestWhoseNumberIsUnderWayEndsTheConnection() throws InterruptedException {
        ask(1, LARGE, 1);
        assertThat(isLast(1)).isFalse();
        ask(1, LARGE, 1);

        assertThat(answers.reason()).isEqualTo("the peer closed the connection");
    }

    @Test
    void connectionThatIsClosedWithRequestsUnderWayLeavesOtherConnectionsAlone() throws InterruptedException {
        StreamRecorder others = new StreamRecorder();
        Connection other = fetcher.connect(address, Role.TRANSFER, others);
        for (int request = 0; request < 1_000; request++) {
            ask(request, request % 2 == 0 ? NUMBER : SLOW, CREDIT);
        }
        connection.close("enough");
        assertThat(answers.reason()).isEqualTo("enough");

        other.send(new FetchResult(1, run(NUMBER), FetchResult.WHOLE, CREDIT));
        assertThat(others.next()).isInstanceOf(ResultChunk.class);
    }

    private void ask(long request, int value, long credit) {
        connection.send(new FetchResult(request, run(value), FetchResult.WHOLE, credit));
    }

    private static RunId run(int value) {
        return new RunId(new TaskKey(JOB, 0, value), 1);
    }

    private boolean isLast(long request) throws InterruptedException {
        ResultChunk chunk = chunk();
        assertThat(chunk.request()).isEqualTo(request);
        return chunk.isLast();
    }

    private ResultChunk chunk() throws InterruptedException {
        TransferMessage answer = (TransferMessage) answers.next();
        assertThat(answer).isInstanceOf(ResultChunk.class);
        return (ResultChunk) answer;
    }

    private TcpTransport transport(String name) {
        ClassLoader loader = ResultHolderTest.class.getClassLoader();
        ValueCodecs codecs = new ValueCodecs(List.of(new WaitingCodec(slowIsAllowed)), Functions.of(loader), loader);
        return new TcpTransport(name, FRIENDS, codecs, TcpSettings.DEFAULT, new SystemClock());
    }
}
