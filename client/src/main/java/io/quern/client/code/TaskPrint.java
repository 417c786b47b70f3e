package io.quern.client.code;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.key.TaskKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What a task does, as 128 bits of a SHA-256: equal for equal functions, arguments and inputs of the same
/// code. Where it was defined, and its options, do not count.
public record TaskPrint(long high, long low) {
    public static TaskPrint of(FunctionSpec function, Payload argument, List<TaskKey> inputs, CodeHash codeSet) {
        MessageDigest digest = sha256();
        if (!codeSet.isNone()) {
            add(digest, codeSet.toString().getBytes(StandardCharsets.US_ASCII));
        }
        add(digest, function.code().bytes());
        add(digest, argument.bytes());
        ByteBuffer keys = ByteBuffer.allocate(inputs.size() * 24);
        for (TaskKey input : inputs) {
            keys.putLong(input.job().high()).putLong(input.job().low());
            keys.putInt(input.stage()).putInt(input.partition());
        }
        digest.update(keys.flip());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new TaskPrint(hash.getLong(), hash.getLong());
    }

    /// The key of a pure task.
    public String key(FunctionSpec function) {
        HexFormat hex = HexFormat.of();
        return function.name() + "-" + hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    /// With its length, so that two texts never run into each other.
    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
