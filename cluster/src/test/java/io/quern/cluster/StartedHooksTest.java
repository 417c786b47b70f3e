package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.hook.StartingWorker;
import io.quern.core.hook.WorkerHook;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedHooksTest {
    private static final StartingWorker WORKER = new StartingWorker("w-1", 2, 1 << 30);
    private static final List<String> CALLS = new ArrayList<>();

    public static class First implements WorkerHook {
        @Override
        public void start(StartingWorker worker) {
            CALLS.add("start first of " + worker.name());
        }

        @Override
        public void stop() {
            CALLS.add("stop first");
            throw new IllegalStateException("cannot stop");
        }
    }

    public static final class Second extends First {
        @Override
        public void start(StartingWorker worker) {
            CALLS.add("start second");
        }

        @Override
        public void stop() {
            CALLS.add("stop second");
        }
    }

    @Test
    void hooksStartInTheirOrderAndStopInTheOpposite() {
        CALLS.clear();
        StartedHooks hooks = start(First.class.getName(), Second.class.getName());
        assertThat(CALLS).containsExactly("start first of w-1", "start second");
        hooks.close();
        hooks.close();
        assertThat(CALLS).containsExactly("start first of w-1", "start second", "stop second", "stop first");
    }

    @Test
    void whereOneFailsThoseBeforeItAreStoppedAgain() {
        CALLS.clear();
        assertThatThrownBy(() -> start(Second.class.getName(), HooksForTest.Failing.class.getName()))
                .isInstanceOf(QuernException.class)
                .hasMessage("worker w-1 does not join: its hook " + HooksForTest.Failing.class.getName()
                        + " (worker.preload) failed to start: java.lang.IllegalStateException: no licence on this"
                        + " machine");
        assertThat(CALLS).containsExactly("start second", "stop second");
    }

    @Test
    void oneThatFailsByAnErrorIsToldOfLikeAnyOther() {
        CALLS.clear();
        assertThatThrownBy(() -> start(Second.class.getName(), HooksForTest.Broken.class.getName()))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
                .hasMessageEndingWith("failed to start: java.lang.AssertionError: the model does not add up");
        assertThat(CALLS).containsExactly("start second", "stop second");
    }

    @Test
    void whatIsNoHookIsRefusedByName() {
        assertThatThrownBy(() -> start("com.acme.Missing"))
                .hasMessageContaining("com.acme.Missing (worker.preload) is not on its class path; add its jar by"
                        + " worker.class-path");
        assertThatThrownBy(() -> start("java.lang.String"))
                .hasMessageContaining("java.lang.String (worker.preload) is no io.quern.core.hook.WorkerHook");
        assertThatThrownBy(() -> start(HooksForTest.Demanding.class.getName()))
                .hasMessageContaining("public constructor without arguments");
    }

    private static StartedHooks start(String... names) {
        return StartedHooks.start(List.of(names), StartedHooksTest.class.getClassLoader(), WORKER);
    }
}
