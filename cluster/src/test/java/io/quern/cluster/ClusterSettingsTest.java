package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.client.options.ClientSettings;
import io.quern.core.config.Configuration;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.scheduler.settings.FailureSettings;
import io.quern.scheduler.settings.SchedulerSettings;
import io.quern.worker.WorkerOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
    private static final WorkerOptions WORKER = WorkerOptions.of("w", 1, 1L << 30, "local://s", "local://w");

    @Test
    void defaultsAreThoseOfTheParts() {
        ClusterSettings settings = new ClusterSettings(Configuration.builder().build());
        assertThat(settings.transport()).isEqualTo(TcpSettings.DEFAULT);
        assertThat(settings.scheduler()).isEqualTo(SchedulerSettings.DEFAULT);
        assertThat(settings.worker(WORKER)).isEqualTo(WORKER);
        assertThat(settings.client()).isEqualTo(ClientSettings.DEFAULT);
    }

    @Test
    void whatIsSetReachesSchedulerWorkerAndTransport() {
        ClusterSettings settings = new ClusterSettings(Configuration.builder()
                .environment(Map.of(
                        "QUERN_CLIENT_LEASE", "45s",
                        "QUERN_LIVENESS_DEAD_AFTER", "40s",
                        "QUERN_LIVENESS_HEARTBEAT_EVERY", "2s",
                        "QUERN_SCHEDULER_TASK_DEATHS_MAX", "5",
                        "QUERN_TRANSPORT_CONNECT_FOR", "7s"))
                .build());
        FailureSettings failure = settings.scheduler().failure();
        assertThat(failure.deadAfter()).isEqualTo(Duration.ofSeconds(40));
        assertThat(failure.failAfterDeaths()).isEqualTo(5);
        assertThat(failure.aloneAfterDeaths()).isEqualTo(4);
        assertThat(settings.worker(WORKER).heartbeat()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.transport().connectFor()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.client().lease()).isEqualTo(Duration.ofSeconds(45));
        assertThat(settings.scheduler().clientLease()).isEqualTo(Duration.ofSeconds(45));
    }
}
