package io.quern.core.wire;

import io.quern.core.message.Message;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Damaged frames: each either is a message still, or ends with a [ProtocolException].
class MessageCodecFuzzTest {
    private static final int FRAMES = 60_000;

    @Test
    void damagedFramesEndWithAProtocolExceptionAndNothingElse() {
        long seed = Long.getLong("seed", 42);
        Random random = new Random(seed);
        List<Message> samples = new MessageSamples(seed).all();
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = MessageCodec.encode(samples.get(random.nextInt(samples.size())));
            check(damage(frame, random), seed);
        }
    }

    @Test
    void randomBytesEndWithAProtocolExceptionAndNothingElse() {
        long seed = Long.getLong("seed", 43);
        Random random = new Random(seed);
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = new byte[random.nextInt(64)];
            random.nextBytes(frame);
            if (frame.length > 0) {
                frame[0] = (byte) random.nextInt(144);
            }
            check(frame, seed);
        }
    }

    private static byte[] damage(byte[] frame, Random random) {
        byte[] damaged =
                random.nextInt(4) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length + 8)) : frame.clone();
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            damaged[at] = switch (random.nextInt(3)) {
                case 0 -> (byte) random.nextInt();
                case 1 -> (byte) (damaged[at] ^ 1 << random.nextInt(8));
                default -> (byte) 0xFF;
            };
        }
        return damaged;
    }

    private static void check(byte[] frame, long seed) {
        try {
            Message message = MessageCodec.decode(frame);
            if (!MessageCodec.decode(MessageCodec.encode(message)).equals(message)) {
                throw new AssertionError(message + " does not come back equal");
            }
        } catch (ProtocolException expected) {
            if (!expected.getMessage().startsWith("malformed message: ")) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(frame), expected);
            }
        } catch (RuntimeException | Error other) {
            throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(frame), other);
        }
    }
}
