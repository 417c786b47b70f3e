package io.quern.examples.events;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Events of [EventsProfile#SEED].
record SeedPageViews(int urls, List<String> sessions) implements PageViewSource {
    private static final String CUSTOMER = "a.com";
    private static final String SESSION_LETTERS = "abcdefg";
    private static final List<String> REFERRERS =
            List.of("http://google.com/", "http://bing.com/", "http://facebook.com/");
    private static final int MINUTES_AN_HOUR = 60;

    /// @param rows of the whole data set: it has their cube root of urls
    static SeedPageViews of(long rows) {
        return new SeedPageViews((int) Math.max(1, Math.round(StrictMath.cbrt((double) rows))), sessionIds());
    }

    /// Three different letters of seven: 210 ids.
    private static List<String> sessionIds() {
        List<String> ids = new ArrayList<>();
        List<String> letters =
                SESSION_LETTERS.chars().mapToObj(Character::toString).toList();
        for (String a : letters) {
            for (String b : letters) {
                for (String c : letters) {
                    if (!a.equals(b) && !b.equals(c) && !a.equals(c)) {
                        ids.add(a + b + c);
                    }
                }
            }
        }
        return List.copyOf(ids);
    }

    @Override
    public String customer(int index) {
        return CUSTOMER;
    }

    @Override
    public PageView next(SplittableRandom random, int customer, long hourMillis) {
        return new PageView(
                "http://a.com/articles/" + random.nextInt(1, urls + 1),
                REFERRERS.get(random.nextInt(REFERRERS.size())),
                sessions.get(random.nextInt(sessions.size())),
                hourMillis + random.nextInt(MINUTES_AN_HOUR) * MILLIS_A_MINUTE);
    }
}
