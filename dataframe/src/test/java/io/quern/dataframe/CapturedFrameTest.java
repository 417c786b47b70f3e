package io.quern.dataframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.SynchronousRunner;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/// What a function says that captures a frame, or another thing of the program that made it.
class CapturedFrameTest {
    private final Frames frames = TestFrames.synchronous();

    record Price(String item, long cents) {}

    @Test
    void frameInAFunctionIsNamedAndTheRemedyGiven() {
        DataFrame prices = frames.fromRecords(List.of(new Price("tea", 250)));
        refused(row -> new Price(row.getString("item"), prices.count()))
                .hasMessageContaining(
                        "cannot send a io.quern.dataframe.DataFrame: it belongs to the program that made" + " it")
                .hasMessageContaining("captured value 1 of the lambda in io.quern.dataframe.CapturedFrameTest")
                .hasMessageContaining("call collect() before and capture the list of rows, or");
    }

    @Test
    void frameInAFieldIsNamedByTheField() {
        PriceList list = new PriceList(frames.fromRecords(List.of(new Price("tea", 250))));
        refused(row -> new Price(row.getString("item"), list.size()))
                .hasMessageContaining("cannot send a io.quern.dataframe.DataFrame")
                .hasMessageContaining("prices (io.quern.dataframe.CapturedFrameTest$PriceList)");
    }

    static final class PriceList {
        private final DataFrame prices;

        PriceList(DataFrame prices) {
            this.prices = prices;
        }

        long size() {
            return prices.count();
        }
    }

    @Test
    void everythingElseThatMakesFramesIsRefusedAsClearly() {
        GroupedFrame grouped =
                frames.fromRecords(List.of(new Price("tea", 250))).groupBy("item");
        TypedFrame<Price> typed =
                frames.fromRecords(List.of(new Price("tea", 250))).as(Price.class);
        refused(row -> new Price("tea", frames.hashCode()))
                .hasMessageContaining("cannot send a io.quern.dataframe.Frames: it belongs to the program that made");
        refused(row -> new Price("tea", grouped.hashCode()))
                .hasMessageContaining("cannot send a io.quern.dataframe.GroupedFrame: it belongs");
        refused(row -> new Price("tea", typed.hashCode()))
                .hasMessageContaining("cannot send a io.quern.dataframe.TypedFrame: it belongs")
                .hasMessageContaining("call collect() before and capture the list of records, or");
    }

    @Test
    void runnerInAFunctionIsRefusedAsClearly() {
        SynchronousRunner runner = SynchronousRunner.create();
        refused(row -> new Price(runner.newJobId().toString(), 1))
                .hasMessageContaining("cannot send a io.quern.client.SynchronousRunner: it belongs")
                .hasMessageContaining("submit jobs outside of functions");
    }

    private AbstractThrowableAssert<?, ?> refused(RowFunction<Price> function) {
        DataFrame mapped = frames.fromRecords(List.of(new Price("milk", 120))).mapRows(Price.class, function);
        return assertThatThrownBy(mapped::collect)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.USER));
    }
}
