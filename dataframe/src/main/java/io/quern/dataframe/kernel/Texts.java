package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Functions of text.
public final class Texts {
    private Texts() {}

    public static Vector upper(Vector[] arguments, int length, Validity validity) {
        Flat.Texts source = Flat.texts(arguments[0]);
        TextBuffer result = new TextBuffer(length);
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                appendCased(result, source, source.entry(row), true);
            }
            result.endRow();
        }
        return result.build(DataType.STRING, validity);
    }

    public static Vector lower(Vector[] arguments, int length, Validity validity) {
        Flat.Texts source = Flat.texts(arguments[0]);
        TextBuffer result = new TextBuffer(length);
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                appendCased(result, source, source.entry(row), false);
            }
            result.endRow();
        }
        return result.build(DataType.STRING, validity);
    }

    public static Vector trim(Vector[] arguments, int length, Validity validity) {
        Flat.Texts source = Flat.texts(arguments[0]);
        TextBuffer result = new TextBuffer(length);
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                appendTrimmed(result, source, source.entry(row));
            }
            result.endRow();
        }
        return result.build(DataType.STRING, validity);
    }

    public static Vector length(Vector[] arguments, int length, Validity validity) {
        Flat.Texts source = Flat.texts(arguments[0]);
        long[] result = new long[length];
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                int entry = source.entry(row);
                result[row] = codePoints(source.data(), source.offsets()[entry], source.offsets()[entry + 1]);
            }
        }
        return new LongVector(DataType.INT64, length, validity, result);
    }

    public static Kernel substring(int begin, int end) {
        return (arguments, length, validity) -> {
            Flat.Texts source = Flat.texts(arguments[0]);
            TextBuffer result = new TextBuffer(length);
            for (int row = 0; row < length; row++) {
                if (validity.isValid(row)) {
                    appendPart(result, source, source.entry(row), begin, end);
                }
                result.endRow();
            }
            return result.build(DataType.STRING, validity);
        };
    }

    public static Kernel join(String separator) {
        byte[] between = separator.getBytes(StandardCharsets.UTF_8);
        return (arguments, length, validity) -> {
            List<Flat.Texts> parts = Arrays.stream(arguments).map(Flat::texts).toList();
            TextBuffer result = new TextBuffer(length);
            for (int row = 0; row < length; row++) {
                if (validity.isValid(row)) {
                    appendJoined(result, parts, between, row);
                }
                result.endRow();
            }
            return result.build(DataType.STRING, validity);
        };
    }

    public static Vector startsWith(Vector[] arguments, int length, Validity validity) {
        Flat.Texts a = Flat.texts(arguments[0]);
        Flat.Texts b = Flat.texts(arguments[1]);
        long[] words = new long[Validity.words(length)];
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row) && isAt(a, a.entry(row), b, b.entry(row), true)) {
                words[row >>> 6] |= 1L << row;
            }
        }
        return new BooleanVector(DataType.BOOLEAN, length, validity, words);
    }

    public static Vector endsWith(Vector[] arguments, int length, Validity validity) {
        Flat.Texts a = Flat.texts(arguments[0]);
        Flat.Texts b = Flat.texts(arguments[1]);
        long[] words = new long[Validity.words(length)];
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row) && isAt(a, a.entry(row), b, b.entry(row), false)) {
                words[row >>> 6] |= 1L << row;
            }
        }
        return new BooleanVector(DataType.BOOLEAN, length, validity, words);
    }

    public static Vector contains(Vector[] arguments, int length, Validity validity) {
        Flat.Texts a = Flat.texts(arguments[0]);
        Flat.Texts b = Flat.texts(arguments[1]);
        long[] words = new long[Validity.words(length)];
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row) && isWithin(a, a.entry(row), b, b.entry(row))) {
                words[row >>> 6] |= 1L << row;
            }
        }
        return new BooleanVector(DataType.BOOLEAN, length, validity, words);
    }

    private static void appendCased(TextBuffer result, Flat.Texts source, int entry, boolean isUpper) {
        int from = source.offsets()[entry];
        int to = source.offsets()[entry + 1];
        for (int i = from; i < to; i++) {
            if (source.data()[i] < 0) {
                String text = new String(source.data(), from, to - from, StandardCharsets.UTF_8);
                result.append(isUpper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT));
                return;
            }
        }
        byte[] cased = Arrays.copyOfRange(source.data(), from, to);
        int first = isUpper ? 'a' : 'A';
        for (int i = 0; i < cased.length; i++) {
            if (cased[i] >= first && cased[i] < first + 26) {
                cased[i] ^= 0x20;
            }
        }
        result.append(cased);
    }

    private static void appendTrimmed(TextBuffer result, Flat.Texts source, int entry) {
        int from = source.offsets()[entry];
        int to = source.offsets()[entry + 1];
        while (from < to && isBlank(source.data()[from])) {
            from++;
        }
        while (from < to && isBlank(source.data()[to - 1])) {
            to--;
        }
        result.append(source.data(), from, to);
    }

    private static boolean isBlank(byte unit) {
        return unit >= 0 && unit <= ' ';
    }

    private static void appendPart(TextBuffer result, Flat.Texts source, int entry, int begin, int end) {
        int to = source.offsets()[entry + 1];
        int first = skip(source.data(), source.offsets()[entry], to, begin);
        result.append(source.data(), first, skip(source.data(), first, to, end - begin));
    }

    /// Position after that many code points.
    private static int skip(byte[] data, int from, int to, int codePoints) {
        int at = from;
        for (int left = codePoints; left > 0 && at < to; left--) {
            at++;
            while (at < to && isContinuation(data[at])) {
                at++;
            }
        }
        return at;
    }

    private static int codePoints(byte[] data, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += isContinuation(data[i]) ? 0 : 1;
        }
        return count;
    }

    private static boolean isContinuation(byte unit) {
        return (unit & 0xC0) == 0x80;
    }

    private static void appendJoined(TextBuffer result, List<Flat.Texts> parts, byte[] between, int row) {
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                result.append(between);
            }
            Flat.Texts part = parts.get(i);
            int entry = part.entry(row);
            result.append(part.data(), part.offsets()[entry], part.offsets()[entry + 1]);
        }
    }

    private static boolean isAt(Flat.Texts a, int i, Flat.Texts b, int j, boolean isStart) {
        int size = b.offsets()[j + 1] - b.offsets()[j];
        int from = isStart ? a.offsets()[i] : a.offsets()[i + 1] - size;
        return size <= a.offsets()[i + 1] - a.offsets()[i]
                && Arrays.equals(a.data(), from, from + size, b.data(), b.offsets()[j], b.offsets()[j + 1]);
    }

    private static boolean isWithin(Flat.Texts a, int i, Flat.Texts b, int j) {
        int from = b.offsets()[j];
        int to = b.offsets()[j + 1];
        int last = a.offsets()[i + 1] - (to - from);
        for (int at = a.offsets()[i]; at <= last; at++) {
            if (Arrays.equals(a.data(), at, at + to - from, b.data(), from, to)) {
                return true;
            }
        }
        return false;
    }
}
