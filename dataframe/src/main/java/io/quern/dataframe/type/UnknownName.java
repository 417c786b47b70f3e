package io.quern.dataframe.type;

import io.quern.core.error.QuernException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The error for a name that does not exist: says what there is, and which one was probably meant.
public final class UnknownName {
    private static final int NAMES_SHOWN_MAX = 20;

    private UnknownName() {}

    /// @param kind what the name is of, such as `column`
    public static QuernException of(String kind, String name, List<String> known) {
        StringBuilder text = new StringBuilder("there is no " + kind + " '" + name + "'");
        nearest(name, known)
                .ifPresent(near -> text.append("; did you mean '").append(near).append("'?"));
        text.append(" (").append(kind).append("s: ");
        text.append(String.join(", ", known.subList(0, Math.min(NAMES_SHOWN_MAX, known.size()))));
        if (known.size() > NAMES_SHOWN_MAX) {
            text.append(", and ").append(known.size() - NAMES_SHOWN_MAX).append(" more");
        }
        return QuernException.user(text.append(')').toString());
    }

    private static Optional<String> nearest(String name, List<String> known) {
        int limit = Math.max(1, name.length() / 3);
        return known.stream()
                .filter(candidate -> editDistance(name, candidate) <= limit)
                .min(Comparator.comparingInt((String candidate) -> editDistance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /// Letters to add, drop or change, or neighbours to swap, letter case apart.
    private static int editDistance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            beforePrevious = previous;
            previous = current;
        }
        return previous[b.length()];
    }
}
