package io.quern.dataframe.type;

/// Resolution of times and timestamps.
public enum TimeUnit {
    SECONDS(1L, "s"),
    MILLIS(1_000L, "ms"),
    MICROS(1_000_000L, "us"),
    NANOS(1_000_000_000L, "ns");

    private final long perSecond;
    private final String symbol;

    TimeUnit(long perSecond, String symbol) {
        this.perSecond = perSecond;
        this.symbol = symbol;
    }

    public long perSecond() {
        return perSecond;
    }

    @Override
    public String toString() {
        return symbol;
    }
}
