package io.quern.core.access;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Writes the few elements of ASN.1's distinguished encoding (X.690) of which a certificate is made. It only
/// writes: what others send is parsed by the JDK.
final class Der {
    private static final DateTimeFormatter TWO_DIGIT_YEAR = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter FOUR_DIGIT_YEAR =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT);
    private static final int FIRST_YEAR_OF_FOUR_DIGITS = 2050;

    private Der() {}

    static byte[] sequence(byte[]... elements) {
        return element(0x30, elements);
    }

    static byte[] set(byte[]... elements) {
        return element(0x31, elements);
    }

    static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    static byte[] text(String value) {
        return element(0x0C, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Whole bytes only: none of the last one's bits are unused.
    static byte[] bits(byte[] value) {
        return element(0x03, new byte[] {0}, value);
    }

    /// @param arcs at least two
    static byte[] objectIdentifier(int... arcs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(40 * arcs[0] + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift >= 0; shift -= 7) {
                int rest = arcs[i] >>> shift;
                if (rest != 0 || shift == 0) {
                    out.write((rest & 0x7F) | (shift == 0 ? 0 : 0x80));
                }
            }
        }
        return element(0x06, out.toByteArray());
    }

    /// To the second; with two digits of the year up to 2049, as RFC 5280 wants it.
    static byte[] time(Instant instant) {
        ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
        boolean isLate = utc.getYear() >= FIRST_YEAR_OF_FOUR_DIGITS;
        String text = (isLate ? FOUR_DIGIT_YEAR : TWO_DIGIT_YEAR).format(utc);
        return element(isLate ? 0x18 : 0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] element(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int from = digits[0] == 0 ? 1 : 0;
            out.write(0x80 | (digits.length - from));
            out.write(digits, from, digits.length - from);
        }
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }
}
