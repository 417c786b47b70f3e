package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.ClientSettings;
import io.quern.client.shipping.PresentCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.Answer.NameLine;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.Role;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.Transport;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.SchedulerServer;
import io.quern.worker.WorkerOptions;
import io.quern.worker.WorkerServer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a program sees that comes with the file of a viewer.
@Timeout(120)
class LocalViewerTest {
    private static final String REFUSAL = "a viewer may ask and not change anything";

    private final LocalTransport transport = new LocalTransport();
    private final CuttableTransport cable = new CuttableTransport(transport);
    private final SystemClock clock = new SystemClock();
    private final SchedulerServer scheduler =
            new SchedulerServer(ClusterSettings.ofThisProcess().scheduler(), clock);
    private final JobIdSource ids = new JobIdSource(clock, new SplittableRandom(1));
    private final WorkerServer worker = startWorker();
    private final Client client = connect(transport, Role.CLIENT);
    private final Client viewer = connect(cable, Role.VIEWER);

    private WorkerServer startWorker() {
        scheduler.start(transport, "local://scheduler");
        return WorkerServer.start(
                WorkerOptions.of("only", 2, 1L << 30, "local://scheduler", "local://worker"),
                transport,
                ProgramClasses.loader(),
                clock);
    }

    private Client connect(Transport by, Role role) {
        return Client.connect(
                by, "local://scheduler", role, "program", ids, ClientSettings.DEFAULT, PresentCode.EVERYWHERE);
    }

    @BeforeEach
    void awaitWorker() throws InterruptedException {
        worker.awaitRegistered();
    }

    @AfterEach
    void close() {
        viewer.close();
        client.close();
        worker.close();
        scheduler.close();
        transport.close();
    }

    @Test
    void itSeesWorkersNamesAndObjects() throws InterruptedException {
        client.publish("answer", client.submit(() -> 42));
        client.coordination().event("ready").set();
        assertThat(viewer.workers()).extracting(WorkerLine::name).containsExactly("only");
        assertThat(viewer.listPublished()).extracting(NameLine::name).containsExactly("answer");
        assertThat(viewer.coordination().objects()).hasSize(1);
    }

    @Test
    void whatItSubmitsIsRefusedAndItGoesOn() {
        RemoteFuture<Integer> refused = viewer.submit(() -> 1);
        assertThatThrownBy(refused::join)
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(REFUSAL)
                .hasMessageContaining("for clients");
        refused.close();
        assertThatThrownBy(() -> viewer.coordination().event("ready").set()).hasMessageContaining(REFUSAL);
        assertThat(viewer.workers()).hasSize(1);
    }

    @Test
    void namesAreNotItsToTakeAndResultsNotItsToHave() {
        client.publish("answer", client.submit(() -> 42));
        assertThatThrownBy(() -> viewer.unpublish("answer")).hasMessageContaining(REFUSAL);
        RemoteFuture<Integer> seen = viewer.attach("answer", Integer.class);
        assertThatThrownBy(seen::join).isInstanceOf(CancellationException.class).hasMessageContaining(REFUSAL);
        seen.cancel("no more");
        seen.close();
        assertThat(client.attach("answer", Integer.class).join()).isEqualTo(42);
    }

    @Test
    void itComesBackAfterABrokenStream() {
        assertThat(viewer.workers()).hasSize(1);
        cable.cut();
        assertThat(viewer.workers()).hasSize(1);
        cable.cut();
        assertThat(viewer.listPublished()).isEqualTo(List.of());
        assertThat(client.submit(() -> 2).join()).isEqualTo(2);
    }
}
