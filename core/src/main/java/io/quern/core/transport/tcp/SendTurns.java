package io.quern.core.transport.tcp;

import java.util.concurrent.Semaphore;

/// How many results a process sends at a time: each has buffers, and hundreds may ask at once. Whoever comes
/// later waits for its turn, in the order of coming. One connection has a part of all turns at most, so that a
/// peer that reads nothing, which is noticed after a while, does not keep the others from theirs.
///
/// Who has a turn waits for its own fetcher alone, and a fetcher consumes whatever it does not have to wait for:
/// so processes that send to each other do not wait in a circle.
final class SendTurns {
    private static final long HEAP_BYTES_A_TURN = 16L << 20;
    private static final int TURNS_MIN = 4;
    private static final int TURNS_MAX = 32;
    private static final int PART_OF_A_CONNECTION = 4;

    private final Semaphore all;
    private final int ofConnectionMax;

    /// @param turns at least one
    SendTurns(int turns) {
        this.all = new Semaphore(turns, true);
        this.ofConnectionMax = Math.max(1, turns / PART_OF_A_CONNECTION);
    }

    /// About a sixteenth of this heap: a turn is worth a MiB of buffers.
    static SendTurns ofThisHeap() {
        return new SendTurns(Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_BYTES_A_TURN, TURNS_MIN, TURNS_MAX));
    }

    /// Those of one connection.
    OfConnection ofConnection() {
        return new OfConnection();
    }

    final class OfConnection {
        private final Semaphore own = new Semaphore(ofConnectionMax, true);

        private OfConnection() {}

        /// Waits for a turn; [#giveBack] ends it.
        void take() throws InterruptedException {
            own.acquire();
            boolean isTaken = false;
            try {
                all.acquire();
                isTaken = true;
            } finally {
                if (!isTaken) {
                    own.release();
                }
            }
        }

        void giveBack() {
            all.release();
            own.release();
        }
    }
}
