package io.quern.core.value;

import org.jspecify.annotations.Nullable;

/// Values that many tasks give: numbers, truth values and short texts. No code of the user's writes or reads them, and
/// that takes no time worth a thread.
public final class ShortValues {
    private ShortValues() {}

    /// @param charsMax of a text that is short
    public static boolean isShort(@Nullable Object value, int charsMax) {
        return switch (value) {
            case null -> true;
            case Integer _, Long _, Double _, Float _, Short _, Byte _, Boolean _, Character _ -> true;
            case String text -> text.length() <= charsMax;
            default -> false;
        };
    }
}
