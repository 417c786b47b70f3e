package io.quern.client.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.options.ClientSettings;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.key.TaskKey;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CoordinationTest {
    private final LocalTransport transport = new LocalTransport();
    private final AnsweringScheduler scheduler = new AnsweringScheduler(transport);
    private final Client client = connect(Duration.ofSeconds(30));
    private final Coordination coordination = client.coordination();

    private Client connect(Duration lease) {
        return Client.connect(
                transport,
                AnsweringScheduler.ADDRESS,
                "test",
                new JobIdSource(new SystemClock(), new SplittableRandom(1)),
                CoordinationTest.class.getClassLoader(),
                ClientSettings.DEFAULT.withLease(lease),
                new SystemClock());
    }

    /// A thread of the program, and what it returns or throws.
    private static final class Doing<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        Doing(Callable<T> action) {
            task = new FutureTask<>(action);
            thread = Thread.ofVirtual().start(task);
        }

        T result() throws Throwable {
            try {
                return task.get();
            } catch (ExecutionException failed) {
                throw failed.getCause();
            }
        }
    }

    @AfterEach
    void close() {
        client.close();
        transport.close();
    }

    private HeldLease locked() throws Throwable {
        Doing<HeldLease> locking = new Doing<>(coordination.lock("file")::acquire);
        long request = scheduler.next(CoordinationRequest.AcquireLock.class).request();
        scheduler.answer(new CoordinationAnswer.LeaseGranted(request, 17));
        return locking.result();
    }

    @Test
    void aLeaseIsReleasedOnceByWhicheverThreadAsTheHolderThatAcquiredIt() throws Throwable {
        Doing<HeldLease> acquiring =
                new Doing<>(() -> coordination.semaphore("db", 5).acquire(2));
        CoordinationRequest.AcquireLeases asked = scheduler.next(CoordinationRequest.AcquireLeases.class);
        assertThat(asked)
                .isEqualTo(new CoordinationRequest.AcquireLeases(
                        asked.request(),
                        acquiring.thread.threadId(),
                        new SharedName("db"),
                        CoordinationRequest.FOR_EVER,
                        2,
                        5));
        scheduler.answer(new CoordinationAnswer.LeaseGranted(asked.request(), 17));
        HeldLease lease = acquiring.result();
        assertThat(lease.fence()).isEqualTo(17);
        assertThat(lease.isHeld()).isTrue();

        Doing<Void> closing = new Doing<>(() -> {
            lease.close();
            lease.close();
            return null;
        });
        CoordinationRequest.ReleaseLeases released = scheduler.next(CoordinationRequest.ReleaseLeases.class);
        assertThat(released.owner()).isEqualTo(asked.owner());
        assertThat(released.count()).isEqualTo(2);
        scheduler.answer(new CoordinationAnswer.RequestDone(released.request()));
        closing.result();
        assertThat(lease.isHeld()).isFalse();
        assertThat(scheduler.hasHeardAll()).isTrue();
    }

    @Test
    void threadsAreDifferentHolders() throws Throwable {
        Doing<Boolean> first = new Doing<>(coordination.lock("file")::tryLock);
        CoordinationRequest.AcquireLock one = scheduler.next(CoordinationRequest.AcquireLock.class);
        Doing<Boolean> second = new Doing<>(() -> coordination.lock("file").tryLock(3, TimeUnit.SECONDS));
        CoordinationRequest.AcquireLock other = scheduler.next(CoordinationRequest.AcquireLock.class);
        scheduler.answer(new CoordinationAnswer.WaitTimedOut(other.request()));
        scheduler.answer(new CoordinationAnswer.LeaseGranted(one.request(), 1));
        assertThat(first.result()).isTrue();
        assertThat(second.result()).isFalse();
        assertThat(one.owner()).isNotEqualTo(other.owner());
        assertThat(one.waitNanos()).isZero();
        assertThat(other.waitNanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void interruptingAWaitCancelsItAtTheScheduler() throws Throwable {
        Doing<String> taking = new Doing<>(coordination.queue("jobs", 3, String.class)::take);
        long request = scheduler.next(CoordinationRequest.TakeItem.class).request();
        taking.thread.interrupt();
        assertThat(scheduler.next(CoordinationRequest.CancelWait.class).request())
                .isEqualTo(request);
        scheduler.answer(new CoordinationAnswer.WaitCancelled(request));
        assertThatThrownBy(taking::result).isInstanceOf(InterruptedException.class);
    }

    @Test
    void whatWasOnItsWayWhenTheWaitWasInterruptedIsNotLost() throws Throwable {
        Doing<String> taking = new Doing<>(() -> {
            String taken = coordination.queue("jobs", 3, String.class).take();
            return taken + (Thread.currentThread().isInterrupted() ? ", interrupted" : "");
        });
        long request = scheduler.next(CoordinationRequest.TakeItem.class).request();
        taking.thread.interrupt();
        scheduler.next(CoordinationRequest.CancelWait.class);
        scheduler.answer(new CoordinationAnswer.ValueGiven(request, encoded("the job")));
        assertThat(taking.result()).isEqualTo("the job, interrupted");
    }

    @Test
    void lockWaitsThroughInterruptsAndKeepsThem() throws Throwable {
        Doing<Boolean> locking = new Doing<>(() -> {
            coordination.lock("file").lock();
            return Thread.currentThread().isInterrupted();
        });
        long request = scheduler.next(CoordinationRequest.AcquireLock.class).request();
        locking.thread.interrupt();
        scheduler.answer(new CoordinationAnswer.LeaseGranted(request, 1));
        assertThat(locking.result()).isTrue();
        assertThat(scheduler.hasHeardAll()).isTrue();
    }

    @Test
    void anInterruptedThreadDoesNotAskForAWait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> coordination.event("go").await()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(scheduler.hasHeardAll()).isTrue();
    }

    @Test
    void aLostSchedulerWakesAllWaitersAndRefusesLaterOnes() throws Throwable {
        scheduler.acceptNext();
        try (Client impatient = connect(Duration.ZERO)) {
            Coordination shared = impatient.coordination();
            List<Doing<Void>> waiting = List.of(
                    new Doing<>(() -> {
                        shared.event("go").await();
                        return null;
                    }),
                    new Doing<>(() -> {
                        shared.lock("file").lock();
                        return null;
                    }));
            scheduler.next(CoordinationRequest.class);
            scheduler.next(CoordinationRequest.class);
            scheduler.breakOff();
            for (Doing<Void> one : waiting) {
                assertThatThrownBy(one::result)
                        .isInstanceOfSatisfying(
                                QuernException.class,
                                lost -> assertThat(lost.code()).isEqualTo(ErrorCode.NETWORK))
                        .hasMessageContaining("lost the scheduler at local://scheduler (going down)");
            }
            assertThatThrownBy(() -> shared.event("go").set()).hasMessageContaining("lost the scheduler");
        }
    }

    @Test
    void waitsGoOnOnTheNextConnection() throws Throwable {
        Doing<HeldLease> locking = new Doing<>(coordination.lock("file")::acquire);
        CoordinationRequest.AcquireLock asked = scheduler.next(CoordinationRequest.AcquireLock.class);
        scheduler.breakOff();
        scheduler.acceptNext();
        assertThat(scheduler.next(CoordinationRequest.AcquireLock.class)).isEqualTo(asked);
        scheduler.answer(new CoordinationAnswer.LeaseGranted(asked.request(), 17));
        assertThat(locking.result().isHeld()).isTrue();
    }

    @Test
    void aSchedulerThatWasStartedAgainEndsWhatTheOneBeforeKept() throws Throwable {
        DistributedVariable<String> before = coordination.variable("mode", String.class);
        Doing<String> waiting = new Doing<>(before::get);
        Doing<HeldLease> locking = new Doing<>(coordination.lock("file")::acquire);
        scheduler.next(CoordinationRequest.class);
        scheduler.next(CoordinationRequest.class);

        scheduler.startAgain();
        assertThatThrownBy(waiting::result)
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the scheduler was started again, and what queues, variables and events held");
        assertThatThrownBy(() -> before.set("fast")).hasMessageContaining("get the object anew from coordination()");
        CoordinationRequest.AcquireLock again = scheduler.next(CoordinationRequest.AcquireLock.class);
        scheduler.answer(new CoordinationAnswer.LeaseGranted(again.request(), 17));
        assertThat(locking.result().isHeld()).isTrue();

        Doing<Void> setting = new Doing<>(() -> {
            coordination.variable("mode", String.class).set("fast");
            return null;
        });
        scheduler.answer(new CoordinationAnswer.RequestDone(
                scheduler.next(CoordinationRequest.SetVariable.class).request()));
        setting.result();
    }

    @Test
    void whatMayHaveBeenDoneIsNotAskedAgain() throws Throwable {
        Doing<Void> putting = new Doing<>(() -> {
            coordination.queue("jobs", 3, String.class).put("one");
            return null;
        });
        scheduler.next(CoordinationRequest.PutItem.class);
        scheduler.breakOff();
        assertThatThrownBy(putting::result)
                .isInstanceOfSatisfying(
                        QuernException.class, lost -> assertThat(lost.code()).isEqualTo(ErrorCode.NETWORK))
                .hasMessageContaining("broke (going down) before it had answered: this may have been done or not");
        scheduler.acceptNext();
        Doing<Void> setting = new Doing<>(() -> {
            coordination.event("go").set();
            return null;
        });
        long request = scheduler.next(CoordinationRequest.SetEvent.class).request();
        scheduler.answer(new CoordinationAnswer.RequestDone(request));
        setting.result();
    }

    @Test
    void aLeaseEndsWithItsConnectionAndDoesNotReleaseThatOfTheNextOne() throws Throwable {
        HeldLease first = locked();
        assertThat(first.isHeld()).isTrue();
        scheduler.breakOff();
        scheduler.acceptNext();
        HeldLease second = locked();
        assertThat(first.isHeld()).isFalse();
        assertThat(second.isHeld()).isTrue();
        assertThatThrownBy(first::close)
                .hasMessageStartingWith(
                        "the lease of lock file ended before it was released: the connection to the scheduler broke")
                .hasMessageContaining("check what was done under it");
        assertThat(second.isHeld()).isTrue();
        assertThat(scheduler.hasHeardAll()).isTrue();
    }

    @Test
    void aWaitIsInterruptedAlsoWhileThereIsNoConnection() throws Throwable {
        Doing<HeldLease> locking = new Doing<>(coordination.lock("file")::acquire);
        scheduler.next(CoordinationRequest.AcquireLock.class);
        Doing<Void> putting = new Doing<>(() -> {
            coordination.queue("jobs", 3, String.class).put("one");
            return null;
        });
        scheduler.next(CoordinationRequest.PutItem.class);
        scheduler.breakOff();
        assertThatThrownBy(putting::result).hasMessageContaining("broke (going down)");
        locking.thread.interrupt();
        assertThatThrownBy(locking::result).isInstanceOf(InterruptedException.class);
        scheduler.acceptNext();
    }

    @Test
    void aClosedClientEndsWaitsWithItsOwnReason() throws Throwable {
        Doing<Void> waiting = new Doing<>(() -> {
            coordination.event("go").await();
            return null;
        });
        scheduler.next(CoordinationRequest.AwaitEvent.class);
        client.close();
        assertThatThrownBy(waiting::result).hasMessageStartingWith("the client was closed");
        assertThatThrownBy(() -> coordination.event("go").isSet()).hasMessageStartingWith("the client was closed");
    }

    @Test
    void refusalsComeWithTheReasonOfTheScheduler() {
        Doing<Void> unlocking = new Doing<>(() -> {
            coordination.lock("file").unlock();
            return null;
        });
        assertThatThrownBy(() -> {
                    long request = scheduler
                            .next(CoordinationRequest.ReleaseLock.class)
                            .request();
                    scheduler.answer(
                            new CoordinationAnswer.CoordinationRefused(request, ErrorCode.USER, "it is not held"));
                    unlocking.result();
                })
                .isInstanceOfSatisfying(
                        QuernException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.USER))
                .hasMessage("it is not held");
    }

    @Test
    void valuesOfAnotherTypeAreRefusedNamingBoth() throws Throwable {
        Doing<Integer> reading = new Doing<>(coordination.variable("best", Integer.class)::get);
        long request = scheduler.next(CoordinationRequest.GetVariable.class).request();
        scheduler.answer(new CoordinationAnswer.ValueGiven(request, encoded("text")));
        assertThatThrownBy(reading::result)
                .hasMessageStartingWith(
                        "variable best gave a java.lang.String, this program expects a java.lang.Integer");
    }

    @Test
    void referencesToResultsAreNotReadAsValues() throws Throwable {
        Doing<Integer> reading = new Doing<>(coordination.variable("best", Integer.class)::get);
        long request = scheduler.next(CoordinationRequest.GetVariable.class).request();
        TaskKey task = new TaskKey(JobId.of(1, 2, 3), 4, 5);
        scheduler.answer(new CoordinationAnswer.ValueGiven(request, new SharedValue.Result(task)));
        assertThatThrownBy(reading::result)
                .hasMessageStartingWith("variable best refers to the result of task " + task);
    }

    @Test
    void damagedValuesNameTheObject() throws Throwable {
        Doing<Integer> reading = new Doing<>(coordination.variable("best", Integer.class)::get);
        long request = scheduler.next(CoordinationRequest.GetVariable.class).request();
        scheduler.answer(
                new CoordinationAnswer.ValueGiven(request, new SharedValue.Bytes(Payload.of(new byte[] {99, 99, 1}))));
        assertThatThrownBy(reading::result)
                .hasMessageStartingWith("a value of variable best cannot be read here: a value was written by codec");
    }

    @Test
    void valuesThatCannotBeSharedAreRefusedBeforeTheyAreSent() {
        DistributedVariable<Object> variable = coordination.variable("best", Object.class);
        assertThatThrownBy(() -> variable.set(new byte[1024 * 1024]))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("variable best: a shared value of 10485")
                .hasMessageContaining("is larger than the limit, 1048576 bytes; put large data into files");
        assertThatThrownBy(() -> variable.set(new Thread("a thread"))).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> variable.set(null)).hasMessage("variable best takes no null");
        assertThat(scheduler.hasHeardAll()).isTrue();
    }

    @Test
    void namesAndNumbersThatMakeNoSenseAreRefusedWhereTheyAreSaid() {
        assertThatThrownBy(() -> coordination.lock(""))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("has from 1 to 255 characters, this one has 0");
        assertThatThrownBy(() -> coordination.event("x".repeat(256))).hasMessageContaining("this one has 256");
        assertThatThrownBy(() -> coordination.semaphore("db", 0)).hasMessageContaining("at least one lease, got 0");
        assertThatThrownBy(() -> coordination.queue("q", 0, String.class)).hasMessageContaining("one value, got 0");
        assertThatThrownBy(() -> coordination.variable("v", int.class))
                .hasMessageContaining("primitive type int; name its object type");
        assertThatThrownBy(() -> coordination.lock("file").newCondition())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("has no conditions; wait for a DistributedEvent");
    }

    @Test
    void timesThatAreTooLongToCountHaveNoEnd() throws Throwable {
        Doing<Boolean> waiting = new Doing<>(() -> coordination.event("go").await(Duration.ofSeconds(Long.MAX_VALUE)));
        CoordinationRequest.AwaitEvent asked = scheduler.next(CoordinationRequest.AwaitEvent.class);
        assertThat(asked.waitNanos()).isEqualTo(CoordinationRequest.FOR_EVER);
        scheduler.answer(new CoordinationAnswer.RequestDone(asked.request()));
        assertThat(waiting.result()).isTrue();
    }

    @Test
    void aScopeIsAHolderOfItsOwnAndEndsTheWaitsOfItsThreads() throws Throwable {
        HolderScope scope = coordination.openHolder();
        Doing<HeldLease> locking = new Doing<>(scope.coordination().lock("file")::acquire);
        CoordinationRequest.AcquireLock asked = scheduler.next(CoordinationRequest.AcquireLock.class);
        assertThat(asked.owner()).isNegative();
        Doing<Void> closing = new Doing<>(() -> {
            scope.close();
            return null;
        });
        CoordinationRequest.EndHolder end = scheduler.next(CoordinationRequest.EndHolder.class);
        assertThat(end.owner()).isEqualTo(asked.owner());
        scheduler.answer(new CoordinationAnswer.WaitCancelled(asked.request()));
        scheduler.answer(new CoordinationAnswer.RequestDone(end.request()));
        assertThatThrownBy(locking::result)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("its holder was closed by another thread");
        closing.result();
    }

    @Test
    void objectsAreListed() throws Throwable {
        Doing<List<CoordinationAnswer.ObjectLine>> listing = new Doing<>(coordination::objects);
        long request = scheduler.next(CoordinationRequest.ListObjects.class).request();
        CoordinationAnswer.ObjectLine line =
                new CoordinationAnswer.ObjectLine(SharedKind.QUEUE, new SharedName("jobs"), 2, 10, 1);
        scheduler.answer(new CoordinationAnswer.ObjectListing(request, List.of(line)));
        assertThat(listing.result()).containsExactly(line);
    }

    /// As a program encodes it.
    private SharedValue encoded(String value) throws InterruptedException {
        Doing<Boolean> putting =
                new Doing<>(() -> coordination.queue("other", 1, String.class).offer(value));
        CoordinationRequest.PutItem put = scheduler.next(CoordinationRequest.PutItem.class);
        scheduler.answer(new CoordinationAnswer.RequestDone(put.request()));
        putting.thread.join();
        return put.value();
    }
}
