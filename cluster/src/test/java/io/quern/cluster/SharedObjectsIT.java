package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.coordination.DistributedQueue;
import io.quern.client.coordination.HeldLease;
import io.quern.client.options.ClientSettings;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.scheduler.SchedulerServer;
import io.quern.scheduler.settings.SchedulerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that share objects over real connections, and one that is killed.
@Timeout(120)
class SharedObjectsIT {
    private static final String LOOPBACK = "tcp://127.0.0.1:0";

    @TempDir
    private Path folder;

    private TcpTransport transport;
    private SchedulerServer scheduler;
    private Path connectionFile;

    /// A value that one program puts and the other takes.
    record Part(String file, int number) {}

    @BeforeEach
    void start() {
        RoleTokens tokens = RoleTokens.random(new SecureRandom());
        transport = new ClusterAccess(LOOPBACK, Credentials.of(tokens))
                .transport(
                        "scheduler",
                        ProgramClasses.loader(),
                        ClusterSettings.ofThisProcess().transport(),
                        new SystemClock());
        scheduler = new SchedulerServer(SchedulerSettings.DEFAULT.withChecks(), new SystemClock());
        String address = scheduler.start(transport, LOOPBACK);
        connectionFile = folder.resolve("own").resolve("connection.json");
        new ConnectionFile(List.of(address), tokens, null).write(connectionFile);
    }

    @AfterEach
    void stop() {
        scheduler.close();
        transport.close();
    }

    @Test
    void leasesOfAKilledProgramGoToTheNextOne() throws InterruptedException, IOException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolderProgram.class.getName(),
                        connectionFile.toString())
                .inheritIO()
                .start();
        try (Cluster cluster = Cluster.connect(connectionFile)) {
            cluster.coordination().event("held").await();
            assertThat(cluster.coordination().lock("file").tryLock()).isFalse();
            assertThat(cluster.coordination().semaphore("db", 2).tryAcquire()).isEmpty();

            holder.destroyForcibly().waitFor();
            try (HeldLease file = cluster.coordination().lock("file").acquire();
                    HeldLease db = cluster.coordination().semaphore("db", 2).acquire(2)) {
                assertThat(db.fence()).isGreaterThan(file.fence());
            }
            cluster.coordination().event("held").clear();
            assertThat(cluster.coordination().objects()).isEmpty();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void valuesGoFromOneProgramToTheOther() throws InterruptedException {
        try (Cluster one = Cluster.connect(connectionFile);
                Cluster other = Cluster.connect(connectionFile)) {
            DistributedQueue<Part> in = one.coordination().queue("parts", 2, Part.class);
            DistributedQueue<Part> out = other.coordination().queue("parts", 2, Part.class);
            CompletableFuture<Void> putting = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 100; i++) {
                    put(in, new Part("events.parquet", i));
                }
            });
            for (int i = 0; i < 100; i++) {
                assertThat(out.take()).isEqualTo(new Part("events.parquet", i));
            }
            putting.join();
            assertThat(out.poll()).isEmpty();
            one.coordination().variable("best", Part.class).set(new Part("a", 1));
            assertThat(other.coordination().variable("best", Part.class).get()).isEqualTo(new Part("a", 1));
        }
    }

    private static void put(DistributedQueue<Part> queue, Part part) {
        try {
            queue.put(part);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSchedulerThatStopsWakesWhoWaits() throws InterruptedException {
        ClusterAccess access = ClusterAccess.read(connectionFile);
        try (TcpTransport own = access.transport(
                        "program",
                        ProgramClasses.loader(),
                        ClusterSettings.ofThisProcess().transport(),
                        new SystemClock());
                Client client = connect(own, access.address())) {
            Optional<HeldLease> lease = client.coordination().semaphore("db", 1).tryAcquire();
            assertThat(lease).isPresent();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(scheduler::close);
            assertThatThrownBy(client.coordination().event("never")::await)
                    .isInstanceOfSatisfying(
                            QuernException.class,
                            lost -> assertThat(lost.code()).isEqualTo(ErrorCode.NETWORK));
            assertThat(lease.orElseThrow().isHeld()).isFalse();
            stopping.join();
        }
    }

    /// A client that does not try to come back.
    private static Client connect(TcpTransport own, String address) {
        return Client.connect(
                own,
                address,
                "program",
                new JobIdSource(new SystemClock(), new SecureRandom()),
                ProgramClasses.loader(),
                ClientSettings.DEFAULT.withLease(Duration.ZERO),
                new SystemClock());
    }
}
