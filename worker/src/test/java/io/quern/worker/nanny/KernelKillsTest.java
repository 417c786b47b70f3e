package io.quern.worker.nanny;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelKillsTest {
    @TempDir
    private Path root;

    private Path proc;
    private Path groups;

    @BeforeEach
    void folders() throws IOException {
        proc = root.resolve("proc");
        groups = root.resolve("groups");
        write("proc/vmstat", "oom_kill_local 9\noom_kill 7\n");
    }

    @Test
    void controlGroupsOfTheSecondVersionCountTheirOwn() throws IOException {
        write("proc/self/cgroup", "0::/system.slice/quern.service\n");
        write("groups/system.slice/quern.service/memory.events", "low 0\noom 3\noom_kill 2\noom_group_kill 0\n");
        write("groups/memory.events", "oom_kill 5\n");

        assertThat(count()).isEqualTo(2);
    }

    @Test
    void controlGroupsOfTheFirstVersionCountTheirOwn() throws IOException {
        write("proc/self/cgroup", "4:cpu,memory:/docker/a\n1:name=systemd:/\n0::/\n");
        write("groups/memory/docker/a/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");

        assertThat(count()).isEqualTo(4);
    }

    @Test
    void aContainerSeesItsGroupAtTheMountWhateverPathIsNamed() throws IOException {
        write("proc/self/cgroup", "4:memory:/docker/a\n");
        write("groups/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void withoutControlGroupsThoseOfTheMachineCount() throws IOException {
        write("proc/self/cgroup", "0::/\n");

        assertThat(count()).isEqualTo(7);
    }

    @Test
    void systemsThatDoNotSayHaveNoCount() throws IOException {
        Files.delete(proc.resolve("vmstat"));

        assertThat(new KernelKills(proc, groups).count()).isEmpty();
    }

    @Test
    void aDeathThatFollowsSoonAfterTheCountRoseIsTheKernelsAndALaterOneIsNot() throws IOException {
        KernelKills.Watch watch = new KernelKills(proc, groups).watch();
        watch.look();
        assertThat(watch.haveJustRisen()).isFalse();
        write("proc/vmstat", "oom_kill 8\n");
        for (int i = 0; i < 19; i++) {
            watch.look();
        }
        assertThat(watch.haveJustRisen()).isTrue();
        assertThat(watch.haveJustRisen()).isFalse();
    }

    private long count() {
        return new KernelKills(proc, groups).count().orElseThrow();
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
