package io.quern.client.session;

import io.quern.client.call.ApplyTwo;
import io.quern.client.cell.TaskCell;
import io.quern.client.error.FailedTask;
import io.quern.core.error.QuernException;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import io.quern.core.value.Functions;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Says of a failed task what the client knows of it: its key, the line that made it, its argument or inputs.
final class FailureDescriptions {
    private static final int CHARS_MAX = 200;
    private static final int INPUTS_MAX = 5;

    private final SessionTasks tasks;
    private final Functions functions;
    private final ClassLoader loader;

    FailureDescriptions(SessionTasks tasks, Functions functions, ClassLoader loader) {
        this.tasks = tasks;
        this.functions = functions;
        this.loader = loader;
    }

    /// @param cell the task that was asked for
    FailedTask describe(TaskCell cell, TaskFailure failure) {
        TaskKey failed = failure.run().task();
        TaskBatch batch = failed.job().equals(tasks.session()) ? tasks.content(failed.stage()) : null;
        if (batch != null && failed.partition() < batch.size()) {
            FunctionSpec function = batch.function(failed.partition());
            return new FailedTask(
                    failure,
                    batch.key(failed.partition()),
                    function.definedAt(),
                    input(batch, failed.partition()),
                    cell.key());
        }
        TaskCell known = failed.equals(cell.task()) ? cell : tasks.find(failed);
        FunctionSpec function = known == null ? null : known.function();
        String key = known == null
                ? TaskBatch.madeKey(failure.stageName(), failed.stage(), failed.partition())
                : known.key();
        return new FailedTask(failure, key, function == null ? "" : function.definedAt(), "", cell.key());
    }

    private String input(TaskBatch batch, int task) {
        if (batch.inputsFrom(task) < batch.inputsTo(task)) {
            return inputs(batch, task);
        }
        Payload argument = batch.argument(task);
        return argument.sizeBytes() == 0 ? "" : argument(argument);
    }

    private String inputs(TaskBatch batch, int task) {
        int from = batch.inputsFrom(task);
        int to = batch.inputsTo(task);
        StringJoiner keys = new StringJoiner(", ", "result of ", to - from > INPUTS_MAX ? ", …" : "");
        for (int input = from; input < Math.min(to, from + INPUTS_MAX); input++) {
            keys.add(inputKey(batch, input));
        }
        return keys.toString();
    }

    private String inputKey(TaskBatch batch, int input) {
        int stage = batch.inputStage(input);
        if (stage < 0) {
            return batch.foreign().get(-1 - stage).toString();
        }
        TaskBatch of = stage == batch.stage() ? batch : tasks.content(stage);
        int partition = batch.inputPartition(input);
        return of == null ? new TaskKey(tasks.session(), stage, partition).toString() : of.key(partition);
    }

    private String argument(Payload argument) {
        Object value;
        try {
            value = functions.deserialize(argument, loader);
        } catch (QuernException unreadable) {
            return "(" + argument.sizeBytes() + " bytes, unreadable here: " + unreadable.getMessage() + ")";
        }
        return switch (value) {
            case Callable<?> _ -> "";
            case ApplyTwo.Pair pair -> text(pair.first()) + ", " + text(pair.second());
            case null, default -> text(value);
        };
    }

    private static String text(@Nullable Object value) {
        String text;
        try {
            text = String.valueOf(value);
        } catch (RuntimeException | StackOverflowError unprintable) {
            text = "(a value whose toString() fails: " + unprintable + ")";
        }
        String quoted = value instanceof CharSequence ? "\"" + text + "\"" : text;
        return quoted.length() <= CHARS_MAX
                ? quoted
                : quoted.substring(0, CHARS_MAX) + "… (" + text.length() + " characters)";
    }
}
