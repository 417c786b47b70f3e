package io.quern.dataframe.arrow;

import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dictionary as it is sent: whole, or only the entries in use if it has more of them than the vectors have rows.
///
/// @param entries flat, also inside
/// @param newCodes of the old codes, or null if they are the same
record CompactDictionary(Vector entries, int @Nullable [] newCodes) {
    static CompactDictionary of(Vector dictionary, List<DictionaryVector> users) {
        long rows = users.stream().mapToLong(Vector::length).sum();
        if (rows >= dictionary.length()) {
            return new CompactDictionary(Flatten.vector(dictionary), null);
        }
        int[] newCodes = new int[dictionary.length()];
        int[] kept = new int[dictionary.length()];
        int count = 0;
        for (DictionaryVector user : users) {
            for (int row = 0; row < user.length(); row++) {
                if (user.validity().isValid(row) && newCodes[user.codes()[row]] == 0) {
                    kept[count] = user.codes()[row];
                    newCodes[user.codes()[row]] = ++count;
                }
            }
        }
        for (int code = 0; code < newCodes.length; code++) {
            newCodes[code]--;
        }
        return new CompactDictionary(Flatten.vector(Gather.rows(dictionary, kept, count)), newCodes);
    }

    /// Codes as they are sent, 0 at null rows.
    int[] codes(DictionaryVector vector) {
        int[] codes = vector.codes();
        if (newCodes == null && !vector.validity().hasNulls()) {
            return codes;
        }
        int[] sent = new int[vector.length()];
        for (int row = 0; row < sent.length; row++) {
            if (vector.validity().isValid(row)) {
                sent[row] = newCodes == null ? codes[row] : newCodes[codes[row]];
            }
        }
        return sent;
    }
}
