package io.quern.core.current;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ActorObjectTest {
    private static final int SECOND_LIFE = RunId.attemptsBefore(2);

    private final List<String> object = new ArrayList<>();
    private final ActorObject actor = new ActorObject(object);
    private final CountDownLatch mayLeave = new CountDownLatch(1);

    @Test
    void aCallHasTheObjectToItself() throws Exception {
        Thread first = callThatWaits("first");
        Thread second = Thread.ofPlatform().start(() -> callAndAdd(call(1, 1), "second"));
        // Without a turn to wait for it would come to its end, and never stand still.
        while (second.getState() != Thread.State.WAITING && second.isAlive()) {
            Thread.onSpinWait();
        }
        boolean isWaiting = second.isAlive();
        mayLeave.countDown();
        first.join();
        second.join();

        assertThat(isWaiting).isTrue();
        assertThat(object).containsExactly("first", "second");
    }

    @Test
    void aCallThatIsInterruptedWhileItWaitsLeavesTheTurnToOthers() throws Exception {
        Thread first = callThatWaits("first");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> actor.call(call(1, 1), list -> object.add("second")))
                .isInstanceOf(InterruptedException.class);
        mayLeave.countDown();
        first.join();

        assertThat(actor.call(call(2, 1), list -> object.add("third"))).isEqualTo(true);
        assertThat(object).containsExactly("first", "third");
    }

    /// A thread that is inside of the object, and leaves it when it may.
    private Thread callThatWaits(String name) throws InterruptedException {
        CountDownLatch isInside = new CountDownLatch(1);
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                actor.call(call(0, 1), list -> {
                    isInside.countDown();
                    mayLeave.await();
                    return object.add(name);
                });
            } catch (Exception unexpected) {
                object.add(unexpected.toString());
            }
        });
        isInside.await();
        return thread;
    }

    private void callAndAdd(RunId call, String name) {
        try {
            actor.call(call, list -> object.add(name));
        } catch (Exception unexpected) {
            object.add(unexpected.toString());
        }
    }

    @Test
    void whatMayHaveBegunBeforeTheSchedulerWasStartedAgainDoesNotBeginAgain() {
        actor.begin(call(0, 1));
        actor.begin(call(1, 1));
        // A retry of the same life is wanted.
        actor.begin(call(1, 2));

        assertThatThrownBy(() -> actor.begin(call(1, SECOND_LIFE + 1)))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("no call runs twice");
        assertThatThrownBy(() -> actor.begin(call(0, SECOND_LIFE + 1))).isInstanceOf(QuernException.class);
        assertThatCode(() -> actor.begin(call(2, SECOND_LIFE + 1))).doesNotThrowAnyException();
        assertThatCode(() -> actor.begin(call(2, SECOND_LIFE + 2))).doesNotThrowAnyException();
        assertThatThrownBy(() -> actor.begin(call(2, RunId.attemptsBefore(3) + 1)))
                .isInstanceOf(QuernException.class);
    }

    @Test
    void callersAreNotTakenForOneAnother() {
        actor.begin(call(5, 1));

        assertThatCode(() -> actor.begin(new RunId(new TaskKey(new JobId(9, 9), 0, 0), SECOND_LIFE + 1)))
                .doesNotThrowAnyException();
    }

    @Test
    void anObjectThatCanBeClosedIsClosed() throws Exception {
        List<String> closed = new ArrayList<>();
        AutoCloseable closeable = () -> closed.add("closed");
        new ActorObject(closeable).close();
        actor.close();

        assertThat(closed).containsExactly("closed");
    }

    private static RunId call(int partition, int attempt) {
        return new RunId(new TaskKey(new JobId(1, 2), 0, partition), attempt);
    }
}
