package io.quern.bench.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContainedProgramTest {
    @Test
    void killsAreReadFromBothKindsOfControlGroups() {
        assertThat(ContainedProgram.kernelKills("low 0\nhigh 0\nmax 31\noom 4\noom_kill 3\noom_group_kill 0"))
                .isEqualTo(3);
        assertThat(ContainedProgram.kernelKills("oom_kill_disable 0\nunder_oom 0\noom_kill 2"))
                .isEqualTo(2);
    }

    @Test
    void countersThatSayNothingAreNone() {
        assertThat(ContainedProgram.kernelKills("")).isZero();
    }
}
