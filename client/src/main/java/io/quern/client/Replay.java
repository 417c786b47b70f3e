package io.quern.client;

import io.quern.client.future.RemoteFuture;
import io.quern.client.inspect.Inspection;
import io.quern.client.session.ClientSession;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.RunCounters;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.core.task.UnboundedMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs a task of this client once more, in the calling thread, with its function and argument as they were sent
/// and its inputs as workers have them: so that a debugger stops in it.
final class Replay {
    private static final Pattern MADE_KEY = Pattern.compile(".*-(\\d+)\\.(\\d+)", Pattern.DOTALL);

    private final ClientSession session;
    private final Inspection inspection;

    Replay(ClientSession session, Inspection inspection) {
        this.session = session;
        this.inspection = inspection;
    }

    /// @throws Exception what the task throws
    @Nullable
    Object run(String key) throws Exception {
        TaskKey task = find(key);
        TaskBatch batch = session.content(task.stage())
                .filter(_ -> task.job().equals(session.id()))
                .orElseThrow(() -> QuernException.user("cannot replay " + key + ": this client does not keep its"
                        + " function and argument (any more); keep a future of it open, or submit it again"));
        if (batch.options(task.partition()).role() == TaskRole.CALL) {
            throw QuernException.user("cannot replay " + key + ": it calls an actor, whose object stays on its worker");
        }
        if (batch.options(task.partition()).role() == TaskRole.SCATTERED) {
            throw QuernException.user("cannot replay " + key + ": it is a scattered value, which no function makes");
        }
        FunctionSpec function = batch.function(task.partition());
        Payload argument = batch.argument(task.partition());
        StageSpec stage = new StageSpec(
                task.stage(), function.name(), batch.size(), false, List.of(), function.code(), List.of());
        List<RemoteFuture<@Nullable Object>> inputs = inputs(batch, task.partition());
        try {
            List<@Nullable Object> values = new ArrayList<>();
            inputs.forEach(input -> values.add(input.join()));
            return read(function.code())
                    .run(
                            argument.sizeBytes() == 0 ? null : value(argument),
                            new TaskInputs(List.of(values)),
                            new DirectContext(
                                    new RunId(task, 1),
                                    stage,
                                    0,
                                    new RunCounters(function.name()),
                                    new UnboundedMemory()));
        } finally {
            inputs.forEach(RemoteFuture::close);
        }
    }

    /// A key that was made says where the task is.
    private TaskKey find(String key) {
        Matcher made = MADE_KEY.matcher(key);
        if (made.matches()) {
            try {
                int stage = Integer.parseInt(made.group(1));
                int partition = Integer.parseInt(made.group(2));
                Optional<TaskBatch> batch = session.content(stage);
                if (batch.isPresent()
                        && partition < batch.get().size()
                        && batch.get().key(partition).equals(key)) {
                    return new TaskKey(session.id(), stage, partition);
                }
            } catch (NumberFormatException tooLarge) {
                return inspection.find(key);
            }
        }
        return inspection.find(key);
    }

    private List<RemoteFuture<@Nullable Object>> inputs(TaskBatch batch, int task) {
        List<RemoteFuture<@Nullable Object>> inputs = new ArrayList<>();
        for (int input = batch.inputsFrom(task); input < batch.inputsTo(task); input++) {
            int stage = batch.inputStage(input);
            TaskKey key = stage < 0
                    ? batch.foreign().get(-1 - stage)
                    : new TaskKey(session.id(), stage, batch.inputPartition(input));
            inputs.add(session.attach(key, key.toString()));
        }
        return inputs;
    }

    @SuppressWarnings("unchecked") // The client that serialised the function typed it against its argument.
    private TaskFunction<Object> read(Payload code) {
        if (value(code) instanceof TaskFunction<?> function) {
            return (TaskFunction<Object>) function;
        }
        throw new QuernException(ErrorCode.INTERNAL, "the function of a task is no task function");
    }

    private @Nullable Object value(Payload payload) {
        return session.program()
                .functions()
                .deserialize(payload, session.program().classes());
    }
}
