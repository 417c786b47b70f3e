package io.quern.client;

import io.quern.core.error.QuernException;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientNotice.StageProgress;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.FailureReport;
import io.quern.core.task.OutputMeasure;
import io.quern.core.task.PartStream;
import io.quern.core.task.Parts;
import io.quern.core.task.Planned;
import io.quern.core.task.RunCounters;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.core.task.UnboundedMemory;
import io.quern.core.value.Functions;
import io.quern.core.value.ProgramBound;
import io.quern.core.value.ValueCodecs;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs every task of a job in the thread that submits it, in the order of stages and partitions: no scheduler, no
/// worker, so a debugger steps from the program into its functions. Functions and arguments are still serialised, so
/// what works here works on a cluster. All results of a job are kept until it ends.
@ProgramBound(remedy = "submit jobs outside of functions; capture the values that the function needs")
public final class SynchronousRunner implements JobRunner {
    private final JobIdSource ids;
    private final ClassLoader loader;
    private final Functions functions;

    /// @param loader finds the program's classes
    public SynchronousRunner(JobIdSource ids, ClassLoader loader) {
        this.ids = ids;
        this.loader = loader;
        this.functions = Functions.of(loader);
    }

    /// One for a program whose classes the calling thread's context class loader finds.
    public static SynchronousRunner create() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return new SynchronousRunner(
                new JobIdSource(new SystemClock(), new SecureRandom()),
                context != null ? context : SynchronousRunner.class.getClassLoader());
    }

    @Override
    public JobId newJobId() {
        return ids.next();
    }

    /// Runs the whole job before it returns.
    ///
    /// @throws JobFailedException if a task throws; its cause is what the task threw
    @Override
    public RunningJob submit(JobSpec job, ProgressListener progress) {
        return new EndedJob(job.id(), new Execution(job, progress).run());
    }

    @Override
    public void close() {}

    private record EndedJob(JobId id, JobResult await) implements RunningJob {
        @Override
        public void cancel() {}
    }

    /// Sizes as workers tell them.
    private ValueCodecs codecs() {
        return ValueCodecs.load(functions, loader);
    }

    @SuppressWarnings("unchecked") // The client that serialised the function typed it against its arguments.
    private TaskFunction<Object> function(StageSpec stage) {
        return (TaskFunction<Object>) Objects.requireNonNull(functions.deserialize(stage.function(), loader));
    }

    /// One job; its results by stage and partition.
    private final class Execution {
        private final ProgressListener listener;
        private final List<List<@Nullable Object>> results = new ArrayList<>();
        private final List<StageProgress> progress = new ArrayList<>();
        /// What the tasks counted, by stage and partition.
        private final List<List<Map<String, Long>>> counted = new ArrayList<>();
        /// Stages whose outputs stand for those of planners.
        private final Map<Integer, Integer> outputs = new TreeMap<>();
        /// With what planners appended so far.
        private JobSpec job;

        Execution(JobSpec job, ProgressListener listener) {
            this.job = job;
            this.listener = listener;
            show(job.stages());
        }

        private void show(List<StageSpec> stages) {
            for (StageSpec stage : stages) {
                progress.add(new StageProgress(stage.name(), stage.partitions(), 0, 0, Map.of()));
            }
        }

        JobResult run() {
            for (int stage = 0; stage < job.stages().size(); stage++) {
                runStage(job.stages().get(stage));
            }
            Map<Integer, List<@Nullable Object>> wanted = new TreeMap<>();
            for (int stage : job.results()) {
                int output = stage;
                while (outputs.containsKey(output)) {
                    output = outputs.get(output);
                }
                wanted.put(stage, outputs(job.stages().get(output)));
            }
            return new JobResult(wanted);
        }

        private List<@Nullable Object> outputs(StageSpec stage) {
            List<@Nullable Object> all = results.get(stage.id());
            List<@Nullable Object> ofStage = new ArrayList<>(
                    all.subList(stage.outputPartition(0), stage.outputPartition(stage.outputs() - 1) + 1));
            return Collections.unmodifiableList(ofStage);
        }

        private void runStage(StageSpec stage) {
            TaskFunction<Object> function = function(stage);
            Map<String, Long> counters = new TreeMap<>();
            results.add(new ArrayList<>());
            counted.add(new ArrayList<>());
            for (int partition = 0; partition < stage.partitions(); partition++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("job " + job.name() + " was interrupted in stage " + stage.name());
                }
                runTask(stage, partition, function);
                counted.getLast().getLast().forEach((name, amount) -> counters.merge(name, amount, Long::sum));
                progress.set(
                        stage.id(), new StageProgress(stage.name(), stage.partitions(), 0, partition + 1, counters));
                listener.progressed(List.copyOf(progress));
            }
        }

        private void runTask(StageSpec stage, int partition, TaskFunction<Object> function) {
            RunId run = new RunId(new TaskKey(job.id(), stage.id(), partition), 1);
            RunCounters counters = new RunCounters(stage.name());
            try {
                Payload argument = stage.argument(partition);
                Object returned = function.run(
                        argument.equals(Payload.EMPTY) ? null : functions.deserialize(argument, loader),
                        inputs(stage, partition),
                        new DirectContext(run, stage, job.stages().size(), counters, new UnboundedMemory()));
                results.get(stage.id()).add(stage.isPlanner() ? append(stage, returned) : returned);
                counted.getLast().add(counters.amounts());
            } catch (CancellationException cancelled) {
                throw cancelled;
            } catch (Exception | StackOverflowError thrown) {
                throw new JobFailedException(FailureReport.of(thrown, run, stage.name(), ""), thrown);
            }
        }

        private @Nullable Object append(StageSpec planner, @Nullable Object returned) {
            if (!(returned instanceof Planned(StagePlan plan, Object value))) {
                throw QuernException.user("planner " + planner.name() + " returned "
                        + (returned == null
                                ? "null"
                                : "a " + returned.getClass().getName()) + "; return a "
                        + Planned.class.getName() + ", without stages where none are to follow");
            }
            StagePlan placed = plan.from(job.stages().size());
            job = job.with(placed);
            show(placed.stages());
            if (placed.hasOutput()) {
                outputs.put(planner.id(), placed.output());
            }
            return value;
        }

        private TaskInputs inputs(StageSpec stage, int partition) {
            List<List<@Nullable Object>> inputs = new ArrayList<>();
            Map<Integer, PartStream> exchanges = new TreeMap<>();
            List<TaskRange> ranges = TaskRange.dependencies(job.stages(), stage, partition);
            for (int i = 0; i < ranges.size(); i++) {
                TaskRange range = ranges.get(i);
                List<@Nullable Object> outputs = results.get(range.stage()).subList(range.from(), range.to());
                switch (stage.inputs().get(i)) {
                    case StageInput.Measured measured -> inputs.add(measure(range, measured.counters()));
                    case StageInput.Exchange _ -> {
                        exchanges.put(i, parts(outputs, partition, stage.partitions()));
                        inputs.add(List.of());
                    }
                    case StageInput.OneToOne _, StageInput.Broadcast _, StageInput.Slices _, StageInput.Tree _ ->
                        inputs.add(outputs);
                }
            }
            return new TaskInputs(inputs, exchanges);
        }

        private static PartStream parts(List<@Nullable Object> outputs, int part, int parts) {
            int first = PartStream.first(part, parts, outputs.size());
            return PartStream.of(
                    Stream.concat(outputs.stream().skip(first), outputs.stream().limit(first))
                            .map(output -> ((Parts) Objects.requireNonNull(output)).get(part))
                            .toList());
        }

        private List<@Nullable Object> measure(TaskRange range, List<String> names) {
            ValueCodecs codecs = codecs();
            List<@Nullable Object> measures = new ArrayList<>();
            for (int partition = range.from(); partition < range.to(); partition++) {
                Map<String, Long> counters = new TreeMap<>();
                for (String name : names) {
                    counters.put(name, counted.get(range.stage()).get(partition).getOrDefault(name, 0L));
                }
                long sizeBytes = codecs.sizeBytes(results.get(range.stage()).get(partition));
                measures.add(new OutputMeasure(sizeBytes, counters));
            }
            return measures;
        }
    }
}
