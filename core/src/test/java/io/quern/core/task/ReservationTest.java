package io.quern.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import org.junit.jupiter.api.Test;

class ReservationTest {
    private static final long STEP = 256 * 1024;

    private final Budget memory = new Budget(10 * STEP);

    @Test
    void itReservesWholeStepsAndAsksSeldom() {
        try (Reservation scan = new Reservation(memory, "scan")) {
            for (int i = 0; i < 1_000; i++) {
                scan.grow(1_000);
            }
            assertThat(memory.reservedBytes()).isEqualTo(4 * STEP);
            assertThat(memory.asked).isEqualTo(4);
            scan.shrink(999_000);
            assertThat(scan.usedBytes()).isEqualTo(1_000);
            scan.grow(999_000);
            assertThat(memory.asked)
                    .as("what was let go is kept for what comes")
                    .isEqualTo(4);
        }
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void whereStepsAreRefusedTheLeastIsAskedFor() {
        try (Reservation scan = new Reservation(memory, "scan")) {
            scan.grow(9 * STEP + 1);
            assertThat(memory.reservedBytes()).isEqualTo(10 * STEP);
            scan.grow(STEP - 1);
            memory.budget += 10;
            scan.grow(10);
            assertThat(memory.reservedBytes()).isEqualTo(10 * STEP + 10);
            assertThatThrownBy(() -> scan.grow(1)).hasMessage("no 1 bytes");
            assertThat(scan.usedBytes()).as("not counted").isEqualTo(10 * STEP + 10);
            scan.shrink(9 * STEP);
            assertThat(memory.reservedBytes()).isLessThan(6 * STEP);
        }
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void whatWasAdmittedStaysUntilTheEnd() {
        Reservation scan = new Reservation(memory, "scan");
        scan.admit(10 * STEP);
        scan.grow(10 * STEP);
        scan.shrink(10 * STEP);
        assertThat(memory.reservedBytes()).isEqualTo(10 * STEP);
        scan.close();
        scan.close();
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void wrongAmountsAreRefused() {
        Reservation scan = new Reservation(memory, "scan");
        assertThatThrownBy(() -> scan.grow(-1)).hasMessage("cannot grow by -1 bytes");
        assertThatThrownBy(() -> scan.shrink(1)).hasMessage("1 bytes are let go, and 0 are in use");
        assertThatThrownBy(() -> scan.admit(11 * STEP)).hasMessageStartingWith("no ");
        assertThat(memory.reservedBytes()).isZero();
    }

    /// Grants up to its budget.
    private static final class Budget implements TaskMemory {
        private long budget;
        private long reserved;
        private int asked;

        private Budget(long budget) {
            this.budget = budget;
        }

        @Override
        public boolean tryReserve(long bytes) {
            asked++;
            if (reserved + bytes > budget) {
                return false;
            }
            reserved += bytes;
            return true;
        }

        @Override
        public void reserve(long bytes) {
            if (!tryReserve(bytes)) {
                throw new QuernException(ErrorCode.RESOURCES, "no " + bytes + " bytes");
            }
        }

        @Override
        public void release(long bytes) {
            assertThat(bytes).isBetween(0L, reserved);
            reserved -= bytes;
        }

        @Override
        public long reservedBytes() {
            return reserved;
        }

        @Override
        public SpillFile newSpill(String what) {
            throw new AssertionError("nothing is spilled here");
        }
    }
}
