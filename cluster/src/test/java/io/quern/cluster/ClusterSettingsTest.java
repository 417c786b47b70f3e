package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.options.ClientSettings;
import io.quern.core.config.Configuration;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.scheduler.settings.FailureSettings;
import io.quern.scheduler.settings.LimitSettings;
import io.quern.scheduler.settings.SchedulerSettings;
import io.quern.worker.WorkerOptions;
import io.quern.worker.nanny.ChildSurroundings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSettingsTest {
    private static final WorkerOptions WORKER = WorkerOptions.of("w", 1, 1L << 30, "local://s", "local://w");

    @Test
    void defaultsAreThoseOfTheParts() {
        ClusterSettings settings = new ClusterSettings(Configuration.builder().build());
        assertThat(settings.transport()).isEqualTo(TcpSettings.DEFAULT);
        // All but what depends on this process: half of its heap is for graphs.
        long halfOfHeap = Runtime.getRuntime().maxMemory() / 2;
        assertThat(settings.scheduler())
                .isEqualTo(SchedulerSettings.DEFAULT.withLimits(LimitSettings.DEFAULT.withGraphBytesMax(halfOfHeap)));
        assertThat(settings.worker(WORKER)).isEqualTo(WORKER);
        assertThat(settings.client()).isEqualTo(ClientSettings.DEFAULT);
    }

    @Test
    void classPathOfWorkersIsThatOfTheSettingWhereTheProgramGivesNone(@TempDir Path folder) throws IOException {
        Path hooks = Files.createDirectory(folder.resolve("hooks"));
        Path jar = Files.createFile(folder.resolve("more.jar"));
        List<Path> found = classPath(hooks + File.pathSeparator + " " + File.pathSeparator + jar);
        assertThat(found).containsExactly(hooks, jar);
        assertThat(ChildSurroundings.NONE.withDefaultClassPath(found).classPath())
                .isEqualTo(found);
        assertThat(new ChildSurroundings(Map.of(), List.of(), List.of(jar))
                        .withDefaultClassPath(found)
                        .classPath())
                .containsExactly(jar);
        assertThat(classPath("")).isEmpty();
        assertThatThrownBy(() -> classPath(folder + "/gone.jar"))
                .hasMessage("there is no " + folder + "/gone.jar, which worker.class-path names; correct the path");
    }

    private static List<Path> classPath(String setting) {
        return new ClusterSettings(Configuration.builder()
                        .environment(Map.of("QUERN_WORKER_CLASS_PATH", setting))
                        .build())
                .workerClassPath();
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
        assertThat(settings.worker(WORKER).times().heartbeat()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.transport().connectFor()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.client().lease()).isEqualTo(Duration.ofSeconds(45));
        assertThat(settings.scheduler().clientLease()).isEqualTo(Duration.ofSeconds(45));
    }
}
