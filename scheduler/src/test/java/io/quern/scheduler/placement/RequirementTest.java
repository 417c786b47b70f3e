package io.quern.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.scheduler.settings.PlacementSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequirementTest {
    private final RoomIndex room = new RoomIndex(PlacementSettings.DEFAULT);
    private int workers;

    @Test
    void aWorkerIsMeantByItsNameOrByItsHost() {
        WorkerEntry four = worker("w-1", "tls://10.0.0.7:41000");
        WorkerEntry six = worker("w-2", "tls://[2001:db8::7]:41000");
        WorkerEntry named = worker("w-3", "tcp://host.example:41000");
        WorkerEntry here = worker("w-4", "local://worker");
        assertThat(List.of(four, six, named, here))
                .filteredOn(strictly("w-1")::admits)
                .containsExactly(four);
        assertThat(strictly("10.0.0.7").admits(four)).isTrue();
        assertThat(strictly("10.0.0").admits(four)).isFalse();
        assertThat(strictly("2001:db8::7").admits(six)).isTrue();
        assertThat(strictly("host.example").admits(named)).isTrue();
        assertThat(strictly("host.example:41000").admits(named)).isFalse();
        assertThat(strictly("worker").admits(here)).isTrue();
    }

    @Test
    void othersAreAdmittedUnlessItIsStrict() {
        WorkerEntry other = worker("w-1", "tcp://10.0.0.7:41000");
        Requirement preferred = new Requirement(false, List.of("w-9", "10.0.0.9"), false, Map.of(), 0);
        assertThat(preferred.admits(other)).isTrue();
        assertThat(preferred.isNamed(other)).isFalse();
        assertThat(strictly("w-9", "10.0.0.9").admits(other)).isFalse();
    }

    private static Requirement strictly(String... names) {
        return new Requirement(false, List.of(names), true, Map.of(), 0);
    }

    private WorkerEntry worker(String name, String dataAddress) {
        int slot = workers++;
        return new WorkerEntry(
                new WorkerId(slot + 1), slot, new RegisterWorker(name, dataAddress, 1, 1 << 30), room, 0);
    }
}
