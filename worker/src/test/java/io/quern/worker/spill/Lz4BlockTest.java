package io.quern.worker.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Lz4BlockTest {
    @Test
    void whatIsCompressedComesBackWhateverItIs() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[round < 400 ? round : random.nextInt(100_000)];
            int alphabet = 1 + random.nextInt(round % 3 == 0 ? 2 : 256);
            int repeat = 1 + random.nextInt(50);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = i >= repeat && random.nextInt(8) != 0 ? bytes[i - repeat] : (byte) random.nextInt(alphabet);
            }
            byte[] room = new byte[Lz4Block.roomFor(bytes.length) + 3];
            int size = Lz4Block.compress(bytes, 0, bytes.length, room, 3);
            byte[] back = new byte[bytes.length];
            Lz4Block.decompress(room, 3, size, back);
            assertThat(back).as("round %d", round).isEqualTo(bytes);
        }
    }

    @Test
    void whatRepeatsBecomesSmallAndWhatDoesNotHardlyGrows() {
        byte[] zeros = new byte[1 << 20];
        assertThat(Lz4Block.compress(zeros, 0, zeros.length, new byte[Lz4Block.roomFor(zeros.length)], 0))
                .isLessThan(5_000);
        byte[] noise = new byte[1 << 20];
        new SplittableRandom(3).nextBytes(noise);
        assertThat(Lz4Block.compress(noise, 0, noise.length, new byte[Lz4Block.roomFor(noise.length)], 0))
                .isBetween(noise.length, Lz4Block.roomFor(noise.length));
    }

    /// By the description of the format: 1 literal, then it again 19 times from one byte before, then 5 literals.
    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        byte[] text = "aaaaaaaaaaaaaaaaaaaaaaaab".getBytes(StandardCharsets.US_ASCII);
        byte[] room = new byte[Lz4Block.roomFor(text.length)];
        int size = Lz4Block.compress(text, 0, text.length, room, 0);
        assertThat(HexFormat.of().formatHex(room, 0, size)).isEqualTo("1f610100005061616161" + "62");

        byte[] back = new byte[12];
        byte[] block = HexFormat.of().parseHex("30616263" + "0300" + "50" + "6465666768");
        Lz4Block.decompress(block, 0, block.length, back);
        assertThat(new String(back, StandardCharsets.US_ASCII)).isEqualTo("abcabcadefgh");
    }

    @Test
    void damagedBytesAreRefusedAndNothingElseHappens() throws IOException {
        byte[] bytes =
                "a b a b a b c d c d c d, and so on, and so on".repeat(40).getBytes(StandardCharsets.US_ASCII);
        byte[] room = new byte[Lz4Block.roomFor(bytes.length)];
        int size = Lz4Block.compress(bytes, 0, bytes.length, room, 0);
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = Arrays.copyOf(room, size);
            damaged[random.nextInt(size)] = (byte) random.nextInt();
            int length = random.nextBoolean() ? size : random.nextInt(size);
            try {
                Lz4Block.decompress(damaged, 0, length, new byte[bytes.length]);
            } catch (IOException refused) {
                assertThat(refused).hasMessageStartingWith("an LZ4 block of " + bytes.length + " bytes ");
            }
        }
        assertThatThrownBy(() -> Lz4Block.decompress(room, 0, size / 2, new byte[bytes.length]))
                .isInstanceOf(IOException.class);
    }
}
