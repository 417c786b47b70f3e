package io.quern.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.client.cell.CellOwner;
import io.quern.client.cell.TaskCell;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.local.LocalTransport;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShortResultsTest implements CellOwner {
    private static final RunId RUN = new RunId(new TaskKey(new JobId(1, 2), 0, 0), 1);
    private static final ClassLoader LOADER = ShortResultsTest.class.getClassLoader();

    private final LocalTransport transport = new LocalTransport();
    private final AtomicInteger fetched = new AtomicInteger();
    private final ValueCodecs codecs = ValueCodecs.load(Functions.of(LOADER), LOADER);
    private final Queue<ClientMessage> sent = new ConcurrentLinkedQueue<>();
    private final Fetches fetches = new Fetches(transport, () -> codecs, sent::add, 1_000);
    private final ShortResults results = new ShortResults(() -> codecs, fetches);
    private final TaskCell cell = new TaskCell(RUN.task(), null, "k", this);
    private final ResultLocation location;

    ShortResultsTest() {
        String address = transport.serve("local://w", _ -> {
            fetched.incrementAndGet();
            return Optional.of(new HeldResult(42, 16));
        });
        location = new ResultLocation(RUN, 16, List.of(new Holder(new WorkerId(1), address)));
    }

    @AfterEach
    void close() {
        transport.close();
    }

    @Override
    public void read(TaskCell cell, TaskOutcome.Succeeded told) {
        results.read(cell, told);
    }

    @Override
    public void released(TaskCell cell) {}

    @Test
    void aValueThatWasToldIsNotFetched() throws Exception {
        cell.beginRead();
        cell.ended(new TaskOutcome.Succeeded(location, told(42)));
        assertThat(result()).isEqualTo(42);
        assertThat(fetched).hasValue(0);
    }

    @Test
    void aValueThatWasToldBeforeAnybodyReadsIsKeptForWhoDoes() throws Exception {
        cell.ended(new TaskOutcome.Succeeded(location, told("short")));
        assertThat(cell.isReadable()).isFalse();
        cell.beginRead();
        assertThat(result()).isEqualTo("short");
        assertThat(fetched).hasValue(0);
    }

    @Test
    void aValueThatCannotBeReadIsFetched() throws Exception {
        cell.beginRead();
        cell.ended(new TaskOutcome.Succeeded(location, Payload.of(new byte[] {0, 99})));
        assertThat(result()).isEqualTo(42);
        assertThat(fetched).hasValue(1);
        assertThat(sent).isEmpty();
    }

    private Payload told(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        codecs.encode(value, bytes);
        return Payload.of(bytes.toByteArray());
    }

    private @Nullable Object result() throws InterruptedException {
        assertThat(cell.awaitReadable(TimeUnit.SECONDS.toNanos(20), new SystemClock()::nanoTime))
                .isTrue();
        return Objects.requireNonNull(cell.result(), "result").value();
    }
}
