package io.quern.cli.acceptance;

/// Sources of a program of a user's.
final class WordsProgram {
    /// What all programs do: `sum` adds the `times` of records that four `count` tasks made.
    static final String JOB = """
            import io.quern.client.ProgressListener;
            import io.quern.cluster.Cluster;
            import io.quern.core.graph.*;
            import io.quern.core.task.*;
            import io.quern.core.value.Functions;
            import java.nio.file.Path;
            import java.util.*;
            """;

    static final String STAGES = """
            static List<?> run(Cluster cluster, TaskFunction<Integer> count, TaskFunction<Integer> sum) {
                Functions functions = Functions.of(count.getClass().getClassLoader());
                List<Payload> numbers = new ArrayList<>();
                for (int i = 1; i <= 4; i++) {
                    numbers.add(functions.serialize(i));
                }
                StageSpec first = new StageSpec(0, "count", 4, true, List.of(), functions.serialize(count), numbers);
                StageSpec second = new StageSpec(1, "sum", 1, false, List.of(new StageInput.Broadcast(0)),
                        functions.serialize(sum), List.of());
                JobSpec job = new JobSpec(cluster.newJobId(), "words", List.of(first, second), List.of(0, 1));
                var results = cluster.submit(job, ProgressListener.NONE).await();
                List<Object> all = new ArrayList<>(results.stage(0));
                all.addAll(results.stage(1));
                return all;
            }
            """;

    private WordsProgram() {}

    /// A program that prints what the tasks made.
    ///
    /// @param name of its class
    /// @param factor what tells one version from another
    static String words(String name, int factor) {
        return JOB + """
                public class %s {
                    record Count(String word, int times) {}
                %s
                    public static void main(String[] arguments) {
                        int factor = %d;
                        try (Cluster cluster = Cluster.connect(Path.of(arguments[0]))) {
                            System.out.println(run(cluster, (n, inputs, context) -> new Count("w" + n, n * factor * Scale.BY),
                                    (n, inputs, context) -> inputs.of(0).stream()
                                            .mapToInt(one -> ((Count) one).times())
                                            .sum()));
                        }
                    }
                }
                """.formatted(name, STAGES, factor);
    }

    static String scale(int by) {
        return "public class Scale { public static final int BY = Integer.parseInt(\"" + by + "\"); }";
    }

    /// The same program, which prints why the job failed.
    static String tellingItsFailure(String source) {
        return source.replace("System.out.println(run(", "System.out.println(failure(")
                .replace("public static void main", """
                static String failure(Cluster cluster, TaskFunction<Integer> count, TaskFunction<Integer> sum) {
                    try {
                        return "" + run(cluster, count, sum);
                    } catch (RuntimeException e) {
                        return e.getMessage();
                    }
                }

                public static void main""");
    }
}
