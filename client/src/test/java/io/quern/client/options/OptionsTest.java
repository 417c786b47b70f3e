package io.quern.client.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void noWishesAreNoWishes() {
        assertThat(Options.create().task()).isEqualTo(TaskOptions.NONE);
        assertThat(Options.create().givenKey()).isNull();
        assertThat(Options.create().isPure()).isFalse();
    }

    @Test
    void eachWishIsACopyThatKeepsTheOthers() {
        Options some = Options.create().priority(5).producer();
        Options more = some.hedged().detached();
        assertThat(some.task().isHedged()).isFalse();
        assertThat(more.task().priority()).isEqualTo(5);
        assertThat(more.task().isProducer()).isTrue();
        assertThat(more.task().isDetached()).isTrue();
    }

    @Test
    void retriesHaveAFilterAndPauses() {
        TaskOptions options = Options.create()
                .retries(3)
                .backOff(Duration.ofMillis(100), 3)
                .onlyOn(IOException.class, IllegalStateException.class)
                .task();
        assertThat(options.retries().retries()).isEqualTo(3);
        assertThat(options.retries().delayNanos(2)).isEqualTo(300_000_000);
        assertThat(options.retries().onlyOn())
                .isEqualTo(List.of("java.io.IOException", "java.lang.IllegalStateException"));
    }

    @Test
    void whatWasAskedForAlreadyIsRefused() {
        assertThatThrownBy(() -> Options.create().priority(1).priority(2))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("priority(2)");
        assertThatThrownBy(() -> Options.create().resource("GPU", 1).resource("GPU", 2))
                .hasMessageContaining("GPU");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThatThrownBy(() -> Options.create().key("a").pure()).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> Options.create().pure().key("a")).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> Options.create().strict()).hasMessageContaining("workers(\"w-1\").strict()");
        assertThatThrownBy(() -> Options.create().onlyOn(IOException.class)).hasMessageContaining("retries(3)");
        assertThatThrownBy(() -> Options.create().backOff(Duration.ofSeconds(1), 2))
                .hasMessageContaining("retries(3)");
    }

    @Test
    void valuesOutOfTheirLimitsAreRefused() {
        assertThatThrownBy(() -> Options.create().priority(1_001)).hasMessageContaining("1000");
        assertThatThrownBy(() -> Options.create().key(" ")).hasMessageContaining("empty");
        assertThatThrownBy(() -> Options.create().deadline(Duration.ZERO)).hasMessageContaining("leave it out");
        assertThatThrownBy(() -> Options.create().memory(-1)).hasMessageContaining("negative");
        assertThatThrownBy(() -> Options.create().resource("GPU", 0)).hasMessageContaining("GPU");
        assertThatThrownBy(() -> Options.create().workers(List.of())).hasMessageContaining("at least one");
    }
}
