package io.quern.dataframe.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// UTF-8 text as JSON strings. Looks at eight bytes at once for what must be escaped or checked; text without it, the
/// usual kind, is copied.
final class JsonText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    static void write(byte[] data, int from, int to, JsonBuffer out) {
        int plain = plainEnd(data, from, to);
        out.put('"');
        if (plain == to) {
            out.put(data, from, to - from);
        } else if (isUtf8(data, plain, to)) {
            out.put(data, from, plain - from);
            escape(data, plain, to, out);
        } else {
            byte[] mended = new String(data, from, to - from, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            escape(mended, 0, mended.length, out);
        }
        out.put('"');
    }

    static byte[] quoted(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        JsonBuffer out = new JsonBuffer(utf8.length + 2);
        write(utf8, 0, utf8.length, out);
        return out.toArray();
    }

    /// Where the first byte is that is not printable ASCII, or is a quote or backslash; else `to`.
    private static int plainEnd(byte[] data, int from, int to) {
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long word = (long) LONGS.get(data, at);
            long quote = word ^ EACH_BYTE * '"';
            long backslash = word ^ EACH_BYTE * '\\';
            long found = (word - EACH_BYTE * 0x20) | (quote - EACH_BYTE) | (backslash - EACH_BYTE) | word;
            if ((found & HIGH_BITS) != 0) {
                break;
            }
        }
        for (; at < to; at++) {
            byte b = data[at];
            if (b < 0x20 || b == '"' || b == '\\') {
                return at;
            }
        }
        return to;
    }

    private static void escape(byte[] data, int from, int to, JsonBuffer out) {
        int copied = from;
        for (int at = from; at < to; at++) {
            byte b = data[at];
            if (b < 0 || (b >= 0x20 && b != '"' && b != '\\')) {
                continue;
            }
            out.put(data, copied, at - copied);
            copied = at + 1;
            out.put('\\');
            switch (b) {
                case '"', '\\' -> out.put((char) b);
                case '\n' -> out.put('n');
                case '\r' -> out.put('r');
                case '\t' -> out.put('t');
                case '\b' -> out.put('b');
                case '\f' -> out.put('f');
                default -> {
                    out.putAscii("u00");
                    out.put((char) HEX[b >> 4]);
                    out.put((char) HEX[b & 15]);
                }
            }
        }
        out.put(data, copied, to - copied);
    }

    /// Whether the bytes are UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. Source: RFC 3629, section
    /// 4.
    static boolean isUtf8(byte[] data, int from, int to) {
        int at = from;
        while (at < to) {
            int lead = data[at] & 0xFF;
            if (lead < 0x80) {
                at++;
                continue;
            }
            int more = lead >= 0xC2 && lead <= 0xDF
                    ? 1
                    : lead >= 0xE0 && lead <= 0xEF ? 2 : lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
            if (more == 0 || at + more >= to) {
                return false;
            }
            int second = data[at + 1] & 0xFF;
            int min = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            int max = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            if (second < min || second > max) {
                return false;
            }
            for (int i = 2; i <= more; i++) {
                if ((data[at + i] & 0xC0) != 0x80) {
                    return false;
                }
            }
            at += more + 1;
        }
        return true;
    }
}
