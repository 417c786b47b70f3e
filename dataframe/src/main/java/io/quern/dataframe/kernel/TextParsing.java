package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/// Text to values. Blanks around are allowed.
final class TextParsing {
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private TextParsing() {}

    /// Parses one text to a whole number, a date's days or a timestamp's units.
    @FunctionalInterface
    private interface Parser {
        /// @throws IllegalArgumentException, ArithmeticException, DateTimeException if the text is not one
        long parse(String text);
    }

    static Kernel toWhole(CastFailure failure, IntegerType to) {
        return parsing(failure, to, text -> parseWhole(text, to));
    }

    static Kernel toDate(CastFailure failure) {
        return parsing(
                failure,
                DataType.DATE,
                text -> Math.toIntExact(LocalDate.parse(text).toEpochDay()));
    }

    /// ISO 8601 with `T` or a blank between date and time, an offset if there is one, or a date alone.
    static Kernel toTimestamp(CastFailure failure, TimestampType to) {
        return parsing(failure, to, text -> parseTimestamp(text, to.unit().perSecond()));
    }

    static Kernel toFloating(CastFailure failure, FloatingType to) {
        return (arguments, length, validity) -> {
            Flat.Texts source = Flat.texts(arguments[0]);
            CastResult result = new CastResult(failure, length, validity);
            double[] values = new double[length];
            for (int row = 0; row < length; row++) {
                if (validity.isValid(row)) {
                    values[row] = parseDouble(result, row, text(source, row));
                }
            }
            if (to.bits() == 64) {
                return new DoubleVector(to, length, result.validity(), values);
            }
            float[] floats = new float[length];
            for (int row = 0; row < length; row++) {
                floats[row] = (float) values[row];
            }
            return new FloatVector(to, length, result.validity(), floats);
        };
    }

    /// `true` or `false` in any case.
    static Kernel toBoolean(CastFailure failure) {
        return (arguments, length, validity) -> {
            Flat.Texts source = Flat.texts(arguments[0]);
            CastResult result = new CastResult(failure, length, validity);
            long[] words = new long[Validity.words(length)];
            for (int row = 0; row < length; row++) {
                if (validity.isValid(row)) {
                    String text = text(source, row);
                    switch (text.toLowerCase(Locale.ROOT)) {
                        case "true" -> words[row >>> 6] |= 1L << row;
                        case "false" -> {}
                        default -> result.fail(row, text);
                    }
                }
            }
            return new BooleanVector(DataType.BOOLEAN, length, result.validity(), words);
        };
    }

    private static Kernel parsing(CastFailure failure, DataType to, Parser parser) {
        return (arguments, length, validity) -> {
            Flat.Texts source = Flat.texts(arguments[0]);
            CastResult result = new CastResult(failure, length, validity);
            for (int row = 0; row < length; row++) {
                if (validity.isValid(row)) {
                    parse(result, row, text(source, row), parser);
                }
            }
            return result.whole(to);
        };
    }

    private static void parse(CastResult result, int row, String text, Parser parser) {
        try {
            result.longs()[row] = parser.parse(text);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException _) {
            result.fail(row, text);
        }
    }

    private static double parseDouble(CastResult result, int row, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            result.fail(row, text);
            return 0;
        }
    }

    private static long parseWhole(String text, IntegerType to) {
        if (NumberCasts.isUnsigned64(to)) {
            return Long.parseUnsignedLong(text);
        }
        long value = Long.parseLong(text);
        if (!NumberCasts.fits(value, to)) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    @SuppressWarnings("JavaLocalDateTimeGetNano") // toEpochSecond has the rest
    private static long parseTimestamp(String text, long perSecond) {
        String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
        LocalDateTime time;
        if (iso.indexOf('T') < 0) {
            time = LocalDate.parse(iso).atStartOfDay();
        } else if (iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10) {
            time = LocalDateTime.ofInstant(OffsetDateTime.parse(iso).toInstant(), ZoneOffset.UTC);
        } else {
            time = LocalDateTime.parse(iso);
        }
        long whole = Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), perSecond);
        return Math.addExact(whole, time.getNano() / (NANOS_A_SECOND / perSecond));
    }

    private static String text(Flat.Texts source, int row) {
        int entry = source.entry(row);
        int from = source.offsets()[entry];
        return new String(source.data(), from, source.offsets()[entry + 1] - from, StandardCharsets.UTF_8).strip();
    }
}
