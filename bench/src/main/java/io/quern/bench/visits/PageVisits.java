package io.quern.bench.visits;

import io.quern.dataframe.Row;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// Rows made of a number each, while a job runs: [DuckDbVisits] and [SparkVisits] have the same in SQL. Texts are of
/// hexadecimal digits that chance has no pattern for, so that compression of spilled data gains little.
public final class PageVisits {
    public static final String SITE = "https://shop.example.com/p/";
    static final int OTHER_PAGES = 1_000;
    static final int SESSION_LETTERS = 36;
    public static final Schema DISTINCT = Schema.of(Field.of("url", DataType.STRING));
    public static final Schema SESSIONS = Schema.of(
            Field.of("customer", DataType.STRING),
            Field.of("url", DataType.STRING),
            Field.of("session", DataType.STRING));

    private static final int NUMBER_DIGITS = 9;

    /// Copied by each row, never used itself.
    private static final MessageDigest SHA_256 = sha256();

    private PageVisits() {}

    /// A url of 100 bytes that no other row has.
    public static Row distinct(Row number) {
        long id = number.getLong("id");
        return Row.of(DISTINCT, SITE + digest(id) + digits(id));
    }

    /// Every second row is of one page of one customer, the others of [#OTHER_PAGES] in turn; each has a session of its
    /// own.
    public static Row session(Row number) {
        long id = number.getLong("id");
        String session = digest(id).substring(0, SESSION_LETTERS);
        if (id % 2 == 0) {
            return Row.of(SESSIONS, "great", SITE + "great", session);
        }
        long page = id / 2 % OTHER_PAGES;
        return Row.of(SESSIONS, "small", SITE + page, session);
    }

    /// Sessions by page, of the rows of the numbers from 0.
    public static Map<String, Long> sessions(long rows) {
        Map<String, Long> sessions = new TreeMap<>();
        long others = rows / 2;
        sessions.put(SITE + "great", rows - others);
        for (long page = 0; page < Math.min(others, OTHER_PAGES); page++) {
            sessions.put(SITE + page, (others - page + OTHER_PAGES - 1) / OTHER_PAGES);
        }
        return sessions;
    }

    private static String digest(long id) {
        try {
            // To look the algorithm up for each row takes as long as the digest.
            MessageDigest digest = (MessageDigest) SHA_256.clone();
            return HexFormat.of().formatHex(digest.digest(Long.toString(id).getBytes(StandardCharsets.US_ASCII)));
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String digits(long id) {
        String digits = Long.toString(id);
        return "0".repeat(Math.max(0, NUMBER_DIGITS - digits.length())) + digits;
    }
}
