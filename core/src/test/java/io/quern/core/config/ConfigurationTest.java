package io.quern.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.transport.tcp.TcpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    private Path folder;

    @Test
    void defaultsAreThoseOfTheRegistry() {
        Configuration configuration = builder().build();
        assertThat(configuration.get(Settings.SCHEDULER_PORT)).isEqualTo(8786);
        assertThat(configuration.get(Settings.WORKER_MEMORY)).isEqualTo(Settings.MEMORY_OF_CONTAINER);
        assertThat(configuration.origin(Settings.WORKER_MEMORY)).isEqualTo("default");
        assertThat(LivenessSettings.from(configuration).deadAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(TransportSettings.from(configuration).creditBytes()).isEqualTo(4 << 20);
        assertThat(TcpSettings.of(TransportSettings.from(configuration))).isEqualTo(TcpSettings.DEFAULT);
        assertThat(configuration.get(Settings.SCHEDULER_HOST)).isEqualTo("127.0.0.1");
        assertThat(configuration.get(Settings.WORKER_THREADS)).isZero();
    }

    @Test
    void strongerSourcesWinAndSayWhereAValueCameFrom() throws IOException {
        Files.writeString(
                folder.resolve("quern.properties"),
                "worker.memory=1GiB\nworker.threads=1\nscheduler.port=1\nscheduler.host=file\n");
        Configuration configuration = builder()
                .environment(Map.of("QUERN_WORKER_THREADS", "2", "QUERN_SCHEDULER_PORT", "2", "HOME", "/"))
                .flag("scheduler.port", "3")
                .flag("scheduler.task-deaths-max", "3")
                .set("scheduler.task-deaths-max", "4")
                .build();
        assertThat(configuration.get(Settings.WORKER_MEMORY)).isEqualTo(1L << 30);
        assertThat(configuration.get(Settings.WORKER_THREADS)).isEqualTo(2);
        assertThat(configuration.get(Settings.SCHEDULER_PORT)).isEqualTo(3);
        assertThat(configuration.get(Settings.TASK_DEATHS_MAX)).isEqualTo(4);
        assertThat(configuration.origin(Settings.SCHEDULER_HOST))
                .contains("file ")
                .contains("quern.properties");
        assertThat(configuration.origin(Settings.WORKER_THREADS)).isEqualTo("environment QUERN_WORKER_THREADS");
        assertThat(configuration.origin(Settings.SCHEDULER_PORT)).isEqualTo("flag --port");
        assertThat(configuration.describe()).contains("worker.threads").contains("environment QUERN_WORKER_THREADS");
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        assertThatThrownBy(() -> builder()
                        .environment(Map.of("QUERN_WORKER_MEMORI", "1GiB", "QUERN_ROOT_OF_SOMETHING_ELSE", "x"))
                        .flag("worker.memory", "512")
                        .flag("liveness.dead-after", "30")
                        .flag("scheduler.port", "70000")
                        .set("worker.thread", "3")
                        .build())
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("5 settings are wrong")
                .hasMessageContaining("there is no setting QUERN_WORKER_MEMORI")
                .hasMessageContaining("did you mean QUERN_WORKER_MEMORY?")
                .hasMessageContaining("worker.memory (flag --memory): \"512\" is not a size")
                .hasMessageContaining("\"30\" is not a duration; write a whole number and a unit, such as 30s")
                .hasMessageContaining("\"70000\" is out of range; the limit is: from 0 to 65535")
                .hasMessageContaining(
                        "there is no setting worker.thread (code worker.thread); did you mean worker.threads?");
    }

    @Test
    void aNamedFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> builder()
                        .environment(Map.of("QUERN_CONFIG", "none.properties"))
                        .build())
                .hasMessageContaining(folder.resolve("none.properties").toString())
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aKeyGivenTwiceAndSettingsThatContradictAreRefused() {
        assertThatThrownBy(() -> builder().set("worker.threads", "1").set("worker.threads", "2"))
                .hasMessageContaining("the setting worker.threads is given twice: 1 and 2");
        Configuration contradicting =
                builder().set("liveness.suspect-after", "40s").build();
        assertThatThrownBy(() -> LivenessSettings.from(contradicting)).hasMessageContaining("must grow");
    }

    @Test
    void theDocumentationNamesEverySetting() {
        String table = Settings.documentation();
        for (Setting<?> setting : Settings.all()) {
            assertThat(table).contains("`" + setting.key() + "`", setting.environmentVariable(), setting.help());
        }
    }

    @Test
    void sizesAndDurationsAreReadAsTheyAreWritten() {
        for (String text : new String[] {"0B", "1B", "1023B", "1KiB", "512MiB", "2GiB", "3TiB"}) {
            assertThat(ByteSize.format(ByteSize.parse(text))).isEqualTo(text);
        }
        assertThat(ByteSize.parse("1.5 GiB")).isEqualTo(3L << 29);
        assertThat(ByteSize.parse("2kB")).isEqualTo(2_000);
        for (String wrong : new String[] {"", "5", "-1MiB", "MiB", "5 bananas", "99999999999TiB"}) {
            assertThatThrownBy(() -> ByteSize.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String text : new String[] {"0s", "1ms", "1500ms", "30s", "90s", "2min", "3h"}) {
            assertThat(DurationText.format(DurationText.parse(text))).isEqualTo(text);
        }
        for (String wrong : new String[] {"", "30", "-1s", "1.5s", "1d", "9999999999999999s"}) {
            assertThatThrownBy(() -> DurationText.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Configuration.Builder builder() {
        return Configuration.builder().folder(folder);
    }
}
