package io.quern.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.current.ActorObject;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.transport.HeldResult;
import io.quern.worker.code.CodeUse;
import io.quern.worker.code.JobCodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultStoreTest {
    private static final CodeUse OWN =
            JobCodes.ofThisProcess(ResultStoreTest.class.getClassLoader()).use(run(0).task());

    private final ResultStore store = RoomyMemory.store(RoomyMemory.make());

    @Test
    void heldBytesAreTheSumOfWhatIsHeld() {
        store.keep(run(0), new HeldResult("a", 10), OWN);
        store.keep(run(1), new HeldResult(null, 5), OWN);
        store.keep(run(1), new HeldResult("b", 7), OWN);
        assertThat(store.heldBytes()).isEqualTo(17);

        store.drop(run(0));
        store.drop(run(0));
        assertThat(store.heldBytes()).isEqualTo(7);
        assertThat(store.lookUp(run(0))).isEmpty();
        assertThat(store.lookUp(run(1))).contains(new HeldResult("b", 7));
    }

    @Test
    void nullIsAValueAndAMissingResultIsNot() {
        store.keep(run(0), new HeldResult(null, 0), OWN);

        assertThat(store.lookUp(run(0)).orElseThrow().value()).isNull();
        assertThatThrownBy(() -> store.pin(run(1))).hasMessage("result " + run(1) + " is not in the store");
    }

    @Test
    void anActorThatIsDroppedIsClosedAndAFailureOfThatIsNobodysBusiness() throws InterruptedException {
        List<String> closed = Collections.synchronizedList(new ArrayList<>());
        AutoCloseable object = () -> {
            closed.add(Thread.currentThread().getName());
            throw new IllegalStateException("it does not want to");
        };
        store.keep(run(0), new HeldResult(new ActorObject(object), 0), OWN);
        assertThat(closed).isEmpty();

        store.drop(run(0));
        store.awaitEnds(Duration.ofSeconds(60));

        assertThat(closed).containsExactly("quern-actor-end");
        assertThat(store.lookUp(run(0))).isEmpty();
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(new JobId(1, 2), 0, partition), 1);
    }
}
