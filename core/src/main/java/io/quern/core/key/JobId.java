package io.quern.core.key;

import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Identity of one submitted job, unique across clusters and restarts: a version 7 UUID made by the client that
/// submits it.
///
/// Never derived from a time alone: two jobs started in the same second must not share staging folders.
public record JobId(long high, long low) implements Comparable<JobId> {
    /// Parses what [#toString()] printed.
    public static JobId parse(String text) {
        UUID uuid = UUID.fromString(text);
        return new JobId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /// Builds a version 7 UUID (RFC 9562, section 5.7) from a wall clock in milliseconds and 74 random bits.
    public static JobId of(long unixMillis, long random12Bits, long random62Bits) {
        long high = (unixMillis << 16) | 0x7000L | (random12Bits & 0xFFFL);
        long low = 0x8000_0000_0000_0000L | (random62Bits & 0x3FFF_FFFF_FFFF_FFFFL);
        return new JobId(high, low);
    }

    /// The last eight hexadecimal digits: what people see in file names and logs.
    public String brief() {
        return HexFormat.of().toHexDigits(low, 8);
    }

    @Override
    public int compareTo(JobId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// By hand: see [RunId].
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobId id && id.low == low && id.high == high;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high ^ low);
    }

    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
