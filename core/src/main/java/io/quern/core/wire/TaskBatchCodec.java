package io.quern.core.wire;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.RetryPolicy;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskColumns;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRole;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The layout of a [TaskBatch]: its tables, then column by column. Ends are written as lengths.
final class TaskBatchCodec {
    /// A key is for people, and for finding a task again.
    private static final int KEY_BYTES_MAX = 1_000;

    /// Bit of the last number of options; above it stands the role.
    private static final int DETACHED = 1;

    private static final int ROLE_SHIFT = 1;

    private TaskBatchCodec() {}

    static void write(WireWriter out, TaskBatch batch) {
        out.number(batch.stage());
        Elements.code(out, batch.codeSet());
        out.list(batch.functions(), TaskBatchCodec::function);
        out.list(batch.options(), TaskBatchCodec::options);
        out.list(batch.foreign(), Elements::task);
        TaskColumns columns = batch.columns();
        out.number(batch.size());
        numbers(out, columns.functionOf());
        numbers(out, columns.optionsOf());
        for (long word : columns.wanted()) {
            out.id(word);
        }
        out.raw(columns.keys());
        lengths(out, columns.keyEnds());
        out.raw(columns.arguments());
        lengths(out, columns.argumentEnds());
        lengths(out, columns.inputEnds());
        for (int input = 0; input < batch.inputCount(); input++) {
            // Near stages are the usual case, so the distance is the shorter number.
            out.signed((long) batch.stage() - batch.inputStage(input));
            out.number(batch.inputPartition(input));
        }
    }

    static TaskBatch read(WireReader in) {
        int stage = in.number("batch.stage");
        var codeSet = Elements.code(in);
        var functions = in.list("batch.functions", TaskBatchCodec::function);
        var options = in.list("batch.options", TaskBatchCodec::options);
        var foreign = in.list("batch.foreign", Elements::task);
        int size = in.count("batch.size", 6);
        int[] functionOf = numbers(in, "batch.functionOf", size);
        int[] optionsOf = numbers(in, "batch.optionsOf", size);
        long[] wanted = new long[(size + 63) / 64];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = in.id("batch.wanted");
        }
        byte[] keys = in.payload("batch.keys").bytes();
        int[] keyEnds = ends(in, "batch.keyEnds", size);
        checkKeys(in, keys, keyEnds);
        byte[] arguments = in.payload("batch.arguments").bytes();
        int[] argumentEnds = ends(in, "batch.argumentEnds", size);
        int[] inputEnds = ends(in, "batch.inputEnds", size);
        int[] inputs = inputs(in, stage, size == 0 ? 0 : inputEnds[size - 1]);
        return new TaskBatch(
                stage,
                codeSet,
                functions,
                options,
                foreign,
                new TaskColumns(
                        functionOf, optionsOf, wanted, keys, keyEnds, arguments, argumentEnds, inputs, inputEnds));
    }

    private static int[] inputs(WireReader in, int stage, int count) {
        in.checkLeft("batch.inputs", 2L * count);
        int[] inputs = new int[2 * count];
        for (int input = 0; input < count; input++) {
            long inputStage = stage - in.signed("batch.inputStage");
            if (inputStage > stage || inputStage < Integer.MIN_VALUE) {
                throw in.error("batch.inputStage", inputStage + " is not earlier than " + stage);
            }
            inputs[2 * input] = (int) inputStage;
            inputs[2 * input + 1] = in.number("batch.inputPartition");
        }
        return inputs;
    }

    private static void checkKeys(WireReader in, byte[] keys, int[] ends) {
        int from = 0;
        for (int end : ends) {
            if (end - from > KEY_BYTES_MAX) {
                throw in.error("batch.keys", "a key of " + (end - from) + " bytes, the limit is " + KEY_BYTES_MAX);
            }
            boolean isInside = end > keys.length || (from < keys.length && (keys[from] & 0xC0) == 0x80);
            if (isInside) {
                throw in.error("batch.keys", "a key begins or ends inside a character, or beyond the end");
            }
            from = end;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(keys));
        } catch (CharacterCodingException _) {
            throw in.error("batch.keys", "they are not UTF-8");
        }
    }

    private static void numbers(WireWriter out, int[] values) {
        for (int value : values) {
            out.number(value);
        }
    }

    private static int[] numbers(WireReader in, String field, int size) {
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = in.number(field);
        }
        return values;
    }

    private static void lengths(WireWriter out, int[] ends) {
        int from = 0;
        for (int end : ends) {
            out.number(end - from);
            from = end;
        }
    }

    private static int[] ends(WireReader in, String field, int size) {
        int[] ends = new int[size];
        long end = 0;
        for (int i = 0; i < size; i++) {
            end += in.number(field);
            if (end > Integer.MAX_VALUE) {
                throw in.error(field, "the lengths add up to more than " + Integer.MAX_VALUE);
            }
            ends[i] = (int) end;
        }
        return ends;
    }

    private static void function(WireWriter out, FunctionSpec function) {
        out.name(function.name());
        out.name(function.definedAt());
        out.payload(function.code());
    }

    private static FunctionSpec function(WireReader in) {
        return new FunctionSpec(in.name("function.name"), in.name("function.definedAt"), in.payload("function.code"));
    }

    private static void options(WireWriter out, TaskOptions options) {
        out.signed(options.priority());
        retries(out, options.retries());
        out.list(options.workers(), WireWriter::name);
        out.bool(options.isStrict());
        Elements.counters(out, options.resources());
        out.signed(options.memoryBytes());
        out.signed(options.deadline().toNanos());
        out.bool(options.isProducer());
        out.bool(options.isHedged());
        // The role is 0 for most tasks.
        out.number((options.isDetached() ? DETACHED : 0) | options.role().code() << ROLE_SHIFT);
    }

    private static TaskOptions options(WireReader in) {
        TaskOptions plain = new TaskOptions(
                in.signedInt("options.priority"),
                retries(in),
                in.list("options.workers", from -> from.name("options.worker")),
                in.bool("options.isStrict"),
                Elements.counters(in),
                in.signed("options.memoryBytes"),
                Duration.ofNanos(in.signed("options.deadlineNanos")),
                in.bool("options.isProducer"),
                in.bool("options.isHedged"),
                false);
        int fate = in.number("options.fate");
        return plain.detached((fate & DETACHED) != 0).inRole(TaskRole.of(fate >> ROLE_SHIFT));
    }

    private static void retries(WireWriter out, RetryPolicy retries) {
        out.number(retries.retries());
        out.signed(retries.firstDelay().toNanos());
        out.id(Double.doubleToLongBits(retries.factor()));
        out.signed(retries.delayMax().toNanos());
        out.list(retries.onlyOn(), WireWriter::name);
    }

    private static RetryPolicy retries(WireReader in) {
        return new RetryPolicy(
                in.number("retries.retries"),
                Duration.ofNanos(in.signed("retries.firstDelayNanos")),
                Double.longBitsToDouble(in.id("retries.factor")),
                Duration.ofNanos(in.signed("retries.delayMaxNanos")),
                in.list("retries.onlyOn", from -> from.name("retries.exception")));
    }
}
