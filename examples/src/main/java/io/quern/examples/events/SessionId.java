package io.quern.examples.events;

import java.util.UUID;

/// Sessions as uuids, the same for the same number in every file, so that sessions cross hours.
final class SessionId {
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private SessionId() {}

    static String of(long seed, long number) {
        long high = mix(seed + number * GOLDEN_GAMMA);
        long low = mix(high ^ number);
        // Version 4, variant 2, as RFC 9562 has them.
        return new UUID((high & ~0xF000L) | 0x4000L, (low & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE).toString();
    }

    /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
