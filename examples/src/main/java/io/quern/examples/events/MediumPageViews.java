package io.quern.examples.events;

import java.util.SplittableRandom;

/// Events of [EventsProfile#MEDIUM].
record MediumPageViews(long seed) implements PageViewSource {
    private static final int SESSIONS = 200_000;
    private static final int REFERRERS = 5_000;
    private static final int URLS_A_CUSTOMER = 1_000;

    @Override
    public String customer(int index) {
        return "shop" + index + ".com";
    }

    @Override
    public PageView next(SplittableRandom random, int customer, long hourMillis) {
        return new PageView(
                "https://" + customer(customer) + "/item/" + random.nextInt(URLS_A_CUSTOMER),
                "https://ref" + random.nextInt(REFERRERS) + ".example.org/",
                SessionId.of(seed, random.nextInt(SESSIONS)),
                hourMillis + random.nextLong(MILLIS_AN_HOUR));
    }
}
