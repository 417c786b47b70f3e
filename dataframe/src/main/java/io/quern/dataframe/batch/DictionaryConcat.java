package io.quern.dataframe.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Joins vectors that are all dictionaries, constants or nothing but null.
///
/// Over one dictionary instance the codes are joined. Over different ones the dictionaries are joined too, text entries
/// once each, unless that would make more entries than there are rows: then it is not worth it.
final class DictionaryConcat {
    private DictionaryConcat() {}

    static boolean isEncoded(Vector vector) {
        return vector instanceof DictionaryVector || vector instanceof ConstantVector || vector instanceof NullVector;
    }

    /// The joined vector, or null if it is better written out.
    static @Nullable Vector tryConcat(List<Vector> vectors, int length) {
        IdentityHashMap<Vector, int[]> codeOfEntry = new IdentityHashMap<>();
        List<Vector> dictionaries = new ArrayList<>();
        long entries = 0;
        for (Vector vector : vectors) {
            Vector dictionary = dictionary(vector);
            if (dictionary != null && codeOfEntry.put(dictionary, new int[0]) == null) {
                dictionaries.add(dictionary);
                entries += dictionary.length();
            }
        }
        if (dictionaries.size() > 1 && entries > length) {
            return null;
        }
        Vector merged = merge(dictionaries, codeOfEntry);
        if (merged.length() == 1 && vectors.stream().allMatch(ConstantVector.class::isInstance)) {
            return new ConstantVector(merged, length);
        }
        int[] codes = new int[length];
        int at = 0;
        for (Vector vector : vectors) {
            writeCodes(vector, codeOfEntry, codes, at);
            at += vector.length();
        }
        return new DictionaryVector(length, validity(vectors, length), codes, merged);
    }

    private static @Nullable Vector dictionary(Vector vector) {
        return switch (vector) {
            case DictionaryVector codes -> codes.dictionary();
            case ConstantVector constant -> constant.value();
            default -> null;
        };
    }

    /// One dictionary of all; fills in the new code of each old entry.
    private static Vector merge(List<Vector> dictionaries, IdentityHashMap<Vector, int[]> codeOfEntry) {
        if (dictionaries.size() == 1) {
            Vector only = dictionaries.getFirst();
            int[] same = new int[only.length()];
            Arrays.setAll(same, i -> i);
            codeOfEntry.put(only, same);
            return only;
        }
        Vector all = Flatten.vector(
                Concat.vectors(dictionaries.stream().map(Flatten::vector).toList()));
        int[] newCodes = new int[all.length()];
        Vector distinct;
        if (all instanceof BytesVector text) {
            distinct = distinct(text, newCodes);
        } else {
            distinct = all;
            Arrays.setAll(newCodes, i -> i);
        }
        int base = 0;
        for (Vector dictionary : dictionaries) {
            codeOfEntry.put(dictionary, Arrays.copyOfRange(newCodes, base, base + dictionary.length()));
            base += dictionary.length();
        }
        return distinct;
    }

    private static Vector distinct(BytesVector text, int[] newCodes) {
        Map<BytesKey, Integer> codes = HashMap.newHashMap(text.length());
        int[] kept = new int[text.length()];
        int count = 0;
        int nullCode = -1;
        for (int i = 0; i < newCodes.length; i++) {
            if (text.isNull(i)) {
                if (nullCode < 0) {
                    nullCode = count;
                    kept[count++] = i;
                }
                newCodes[i] = nullCode;
                continue;
            }
            Integer known = codes.putIfAbsent(new BytesKey(text, i), count);
            if (known == null) {
                newCodes[i] = count;
                kept[count++] = i;
            } else {
                newCodes[i] = known;
            }
        }
        return Gather.rows(text, kept, count);
    }

    private static void writeCodes(Vector vector, IdentityHashMap<Vector, int[]> codeOfEntry, int[] codes, int at) {
        switch (vector) {
            case DictionaryVector v -> {
                int[] newCodes = codeOf(codeOfEntry, v.dictionary());
                for (int i = 0; i < v.length(); i++) {
                    codes[at + i] = v.validity().isValid(i) ? newCodes[v.codes()[i]] : 0;
                }
            }
            case ConstantVector v -> Arrays.fill(codes, at, at + v.length(), codeOf(codeOfEntry, v.value())[0]);
            default -> {} // nulls: any code
        }
    }

    private static int[] codeOf(IdentityHashMap<Vector, int[]> codeOfEntry, Vector dictionary) {
        int[] codes = codeOfEntry.get(dictionary);
        if (codes == null) {
            throw new IllegalStateException("a dictionary was not merged");
        }
        return codes;
    }

    /// A constant null is said by its entry, so only codes and typed nulls count here.
    private static Validity validity(List<Vector> vectors, int length) {
        List<Vector> marked = vectors.stream()
                .map(v -> v instanceof ConstantVector constant && constant.isNull(0)
                        ? (Vector) new DictionaryVector(v.length(), Validity.ALL, new int[v.length()], constant.value())
                        : v)
                .toList();
        return Concat.validity(marked, length);
    }

    /// Text of one entry, by value.
    private record BytesKey(BytesVector text, int row) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof BytesKey key
                    && Arrays.equals(text.data(), from(), to(), key.text.data(), key.from(), key.to());
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (int i = from(); i < to(); i++) {
                hash = hash * 31 + text.data()[i];
            }
            return hash;
        }

        private int from() {
            return text.offsets()[row];
        }

        private int to() {
            return text.offsets()[row + 1];
        }
    }
}
