package io.quern.dataframe.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.batch.Seeds;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ByteHashTest {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    @Test
    void equalsTheSameRoundsOnBigIntegersAtEveryOffset() {
        Seeds.run(300, random -> {
            byte[] bytes = new byte[random.nextInt(70)];
            random.nextBytes(bytes);
            int offset = random.nextInt(9);
            byte[] shifted = new byte[bytes.length + offset + 5];
            random.nextBytes(shifted);
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            assertThat(ByteHash.of(shifted, offset, offset + bytes.length))
                    .as("%s", Arrays.toString(bytes))
                    .isEqualTo(reference(bytes));
        });
    }

    @Test
    void similarTextsSpreadOverTheSlotsOfATable() {
        int slots = 1 << 16;
        Set<Long> hashes = new HashSet<>();
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < slots; i++) {
            byte[] text = ("http://a.com/articles/" + i).getBytes(StandardCharsets.US_ASCII);
            long hash = ByteHash.of(text, 0, text.length);
            hashes.add(hash);
            used.add((int) hash & (slots - 1));
        }
        assertThat(hashes).hasSize(slots);
        // A random function fills 1 - 1/e of them.
        assertThat(used.size() / (double) slots).isBetween(0.61, 0.65);
    }

    private static long reference(byte[] bytes) {
        long seed = 0xa076_1d64_78bd_642fL ^ bytes.length;
        int at = 0;
        while (bytes.length - at > 16) {
            seed = fold(number(bytes, at, 8) ^ 0xe703_7ed1_a0b4_28dbL, number(bytes, at + 8, 8) ^ seed);
            at += 16;
        }
        int left = bytes.length - at;
        long first = 0;
        long second = 0;
        if (left >= 8) {
            first = number(bytes, at, 8);
            second = number(bytes, bytes.length - 8, 8);
        } else if (left >= 4) {
            first = number(bytes, at, 4);
            second = number(bytes, bytes.length - 4, 4);
        } else {
            for (int i = at; i < bytes.length; i++) {
                first = first * 256 + (bytes[i] & 0xFF);
            }
        }
        return fold(0x8ebc_6af0_9c88_c6e3L ^ seed, fold(first ^ 0xe703_7ed1_a0b4_28dbL, second ^ seed));
    }

    private static long number(byte[] bytes, int from, int count) {
        long number = 0;
        for (int i = count - 1; i >= 0; i--) {
            number = number << 8 | (bytes[from + i] & 0xFF);
        }
        return number;
    }

    private static long fold(long a, long b) {
        BigInteger product = unsigned(a).multiply(unsigned(b));
        return product.longValue() ^ product.shiftRight(64).longValue();
    }

    private static BigInteger unsigned(long bits) {
        BigInteger value = BigInteger.valueOf(bits);
        return bits < 0 ? value.add(TWO_TO_64) : value;
    }
}
