package io.quern.examples.events;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Events of [EventsProfile#RICH] and [EventsProfile#SHUFFLED].
///
/// @param articles of a section, a tenth of which get about half of the views
/// @param sessions in the whole data set
record RichPageViews(int articles, long sessions, long seed) implements PageViewSource {
    private static final List<String> SECTIONS = List.of("news", "blog", "sport", "tech", "world");
    private static final List<String> GREAT_REFERRERS =
            List.of("https://google.com/", "https://bing.com/", "https://facebook.com/", "https://t.co/");
    private static final int REFERRERS = 5_000;
    private static final double GREAT_REFERRER_SHARE = 0.5;
    private static final double NO_REFERRER_SHARE = 0.15;
    private static final double NO_SESSION_SHARE = 0.01;
    private static final double NO_URL_SHARE = 0.001;
    private static final double NO_TIME_SHARE = 0.000_5;
    private static final double LATE_SHARE = 0.002;
    private static final int VIEWS_A_SESSION = 8;
    private static final int VIEWS_AN_ARTICLE = 4;

    static RichPageViews of(long rows, long seed) {
        long articles = rows / ((long) VIEWS_AN_ARTICLE * SECTIONS.size());
        return new RichPageViews(
                (int) Math.clamp(articles, 10L, 10_000_000L), Math.max(1, rows / VIEWS_A_SESSION), seed);
    }

    @Override
    public String customer(int index) {
        return "site" + index + ".com";
    }

    @Override
    public PageView next(SplittableRandom random, int customer, long hourMillis) {
        long late = random.nextDouble() < LATE_SHARE ? random.nextLong(1, 3) * MILLIS_AN_HOUR : 0;
        Long time = hourMillis - late + random.nextLong(MILLIS_AN_HOUR);
        return new PageView(
                random.nextDouble() < NO_URL_SHARE ? null : url(random, customer),
                referrer(random),
                random.nextDouble() < NO_SESSION_SHARE ? null : SessionId.of(seed, random.nextLong(sessions)),
                random.nextDouble() < NO_TIME_SHARE ? null : time);
    }

    private String url(SplittableRandom random, int customer) {
        double u = random.nextDouble();
        // The cube of a uniform number: half of the draws fall into the first eighth.
        long article = (long) (u * u * u * articles);
        return "https://" + customer(customer) + "/" + SECTIONS.get(random.nextInt(SECTIONS.size())) + "/article-"
                + article + ".html";
    }

    private static @Nullable String referrer(SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < NO_REFERRER_SHARE) {
            return null;
        }
        return kind < NO_REFERRER_SHARE + GREAT_REFERRER_SHARE
                ? GREAT_REFERRERS.get(random.nextInt(GREAT_REFERRERS.size()))
                : "https://ref" + random.nextInt(REFERRERS) + ".example.org/";
    }
}
