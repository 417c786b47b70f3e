package io.quern.scheduler.lifecycle;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.RetryPolicy;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRange;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Batches of tasks as a scenario writes them: `x y!=x+x z!~=y+other.w*2(IOException)%5^3#`, where `!` is wanted,
/// `~` detached, `=` what it depends on (`other.w`: of another client), `*2` two retries after 1, 2 … seconds (on
/// exceptions of that name only), `%5` a deadline of 5 seconds, `^3` priority 3, `#` a producer, `@a,b` on these
/// workers only, `@?a` rather there, `$GPU=1` resources, `&500` bytes of memory, `|` hedged, `:actor` makes an
/// actor, `:call` calls its first input, `:scattered` is a value with its client. A task's name is its key. A
/// batch may begin with `code=5`, its code set.
final class BatchScript {
    private static final Pattern TASK = Pattern.compile(
            "([\\w-]+)(!?)(~?)(?:=([\\w.+-]+))?(?:\\*(\\d+)(?:\\(([\\w.]+)\\))?)?(?:%(\\d+))?(?:\\^(-?\\d+))?(#?)"
                    + "(?:@(\\??)([\\w,.]+))?(?:\\$([\\w=,]+))?(?:&(\\d+))?(\\|?)(?::(actor|call|scattered))?");

    private final ScenarioNames names;
    private final Map<String, TaskKey> tasks = new HashMap<>();
    private final Map<JobId, Integer> batches = new HashMap<>();

    BatchScript(ScenarioNames names) {
        this.names = names;
    }

    TaskBatch batch(String client, List<String> words) {
        return batchAgain(client, batches.merge(names.job(client), 1, Integer::sum) - 1, words);
    }

    /// A batch of a number that the script gives, such as one that was sent before.
    TaskBatch batchAgain(String client, int stage, List<String> words) {
        JobId session = names.job(client);
        TaskBatchBuilder builder = new TaskBatchBuilder(stage);
        int _ = builder.addFunction(new FunctionSpec("f", "Script.java:1", Payload.of(new byte[] {1})));
        CodeHash codeSet = Scenario.codeSet(words.getFirst());
        for (String word : codeSet.isNone() ? words : words.subList(1, words.size())) {
            Matcher matcher = TASK.matcher(word);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a task: " + word);
            }
            String key = matcher.group(1).startsWith("-") ? null : matcher.group(1);
            int partition = builder.addTask(
                    0,
                    Payload.of(new byte[] {2}),
                    options(matcher),
                    key,
                    matcher.group(2).equals("!"));
            if (matcher.group(4) != null) {
                for (String input : matcher.group(4).split("\\+")) {
                    addInput(builder, session, client, input);
                }
            }
            tasks.put(client + "." + matcher.group(1), new TaskKey(session, stage, partition));
        }
        return builder.build(codeSet);
    }

    private void addInput(TaskBatchBuilder builder, JobId session, String client, String name) {
        TaskKey input = task(client, name);
        if (input.job().equals(session)) {
            builder.addInput(input.stage(), input.partition());
        } else {
            builder.addForeignInput(input);
        }
    }

    private static TaskOptions options(Matcher matcher) {
        RetryPolicy retries = RetryPolicy.NONE;
        if (matcher.group(5) != null) {
            List<String> onlyOn = matcher.group(6) == null ? List.of() : List.of(matcher.group(6));
            retries = new RetryPolicy(
                    Integer.parseInt(matcher.group(5)), Duration.ofSeconds(1), 2, Duration.ofSeconds(30), onlyOn);
        }
        String workers = matcher.group(11);
        TaskOptions wishes = new TaskOptions(
                matcher.group(8) == null ? 0 : Integer.parseInt(matcher.group(8)),
                retries,
                workers == null ? List.of() : List.of(workers.split(",")),
                workers != null && matcher.group(10).isEmpty(),
                matcher.group(12) == null
                        ? Map.of()
                        : Scenario.amounts(List.of(matcher.group(12).split(","))),
                matcher.group(13) == null ? 0 : Long.parseLong(matcher.group(13)),
                matcher.group(7) == null ? Duration.ZERO : Duration.ofSeconds(Integer.parseInt(matcher.group(7))),
                matcher.group(9).equals("#"),
                matcher.group(14).equals("|"),
                matcher.group(3).equals("~"));
        String role = matcher.group(15);
        return role == null ? wishes : wishes.inRole(TaskRole.valueOf(role.toUpperCase(Locale.ROOT)));
    }

    /// The task of that name, `client.name` or of this client.
    TaskKey task(String client, String name) {
        String full = name.contains(".") ? name : client + "." + name;
        TaskKey key = tasks.get(full);
        if (key == null) {
            throw new IllegalArgumentException("no task " + full + " among " + tasks.keySet());
        }
        return key;
    }

    List<TaskKey> tasks(String client, List<String> named) {
        return named.stream().map(name -> task(client, name)).toList();
    }

    List<TaskRange> ranges(String client, List<String> named) {
        return tasks(client, named).stream()
                .map(key -> new TaskRange(key.stage(), key.partition(), key.partition() + 1))
                .toList();
    }

    /// The client whose session the first named task is in.
    JobId sessionOf(String client, List<String> named) {
        return task(client, named.getFirst()).job();
    }
}
