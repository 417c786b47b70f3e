package io.quern.worker.spill;

/// Whether it is worth compressing the next block of a file. Where chance has made the bytes, compression takes
/// several times as long as the disk, for little: a block that does not shrink to half lets the next one go by, then
/// three, seven, and so on; the one after those is tried again. One thread.
final class CompressionGain {
    private static final int PASSED_BY_MAX = 15;

    private int passedBy;
    private int left;

    /// Is the next block to be compressed?
    boolean isTried() {
        if (left == 0) {
            return true;
        }
        left--;
        return false;
    }

    /// Takes note of what a block that was tried became.
    void tried(int length, int stored) {
        boolean isWorthIt = stored <= length / 2;
        passedBy = isWorthIt ? 0 : Math.min(2 * passedBy + 1, PASSED_BY_MAX);
        left = passedBy;
    }
}
