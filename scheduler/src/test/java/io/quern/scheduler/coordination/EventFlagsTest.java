package io.quern.scheduler.coordination;

import static io.quern.scheduler.coordination.AskingClients.FOR_EVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.message.SharedKind;
import org.junit.jupiter.api.Test;

/// Conformance item 40.
class EventFlagsTest {
    private final AskingClients clients = new AskingClients();

    @Test
    void eventWaitersWakeOnce() {
        clients.await("a.1", "go", FOR_EVER);
        clients.await("b.1", "go", FOR_EVER);
        assertThat(clients.set("c.1", "go")).containsExactly("c.1: done", "a.1: done", "b.1: done");
        assertThat(clients.set("c.1", "go")).containsExactly("c.1: done");
    }

    @Test
    void whoComesAfterTheSettingDoesNotWait() {
        clients.set("a.1", "go");
        assertThat(clients.await("b.1", "go", FOR_EVER)).containsExactly("b.1: done");
        assertThat(clients.await("b.1", "go", 0)).containsExactly("b.1: done");
    }

    @Test
    void whoComesAfterTheClearingWaitsForTheNextSetting() {
        clients.set("a.1", "go");
        assertThat(clients.reset("a.1", SharedKind.EVENT, "go")).containsExactly("a.1: done");
        assertThat(clients.await("b.1", "go", 0)).containsExactly("b.1: timed out");
        assertThat(clients.await("b.1", "go", FOR_EVER)).isEmpty();
        assertThat(clients.set("a.1", "go")).containsExactly("a.1: done", "b.1: done");
    }

    @Test
    void settingAndClearingAtOnceStillWakesWhoWaited() {
        clients.await("a.1", "go", FOR_EVER);
        assertThat(clients.set("b.1", "go")).contains("a.1: done");
        clients.reset("b.1", SharedKind.EVENT, "go");
        assertThat(clients.listing()).isEmpty();
    }

    @Test
    void waitsEndWithTheirTimeAndAreNotWokenAfterwards() {
        clients.await("a.1", "go", 2);
        clients.await("b.1", "go", 1);
        assertThat(clients.time(1.5)).containsExactly("b.1: timed out");
        assertThat(clients.time(2)).containsExactly("a.1: timed out");
        assertThat(clients.set("c.1", "go")).containsExactly("c.1: done");
    }

    @Test
    void aSettingOutlivesItsClientAndAnUnsetEventIsForgotten() {
        clients.await("a.1", "stop", FOR_EVER);
        clients.set("a.1", "go");
        assertThat(clients.listing()).hasSize(2);
        clients.dies("a");
        assertThat(clients.listing()).extracting(line -> line.name().text()).containsExactly("go");
        clients.reset("b.1", SharedKind.EVENT, "go");
        assertThat(clients.listing()).isEmpty();
    }
}
