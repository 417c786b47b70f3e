package io.quern.client.session;

import io.quern.client.call.RemoteBiFunction;
import io.quern.client.call.RemoteCallable;
import io.quern.client.call.RemoteFunction;
import io.quern.client.call.RemoteRunnable;
import io.quern.client.call.RunAsCallable;
import io.quern.client.cell.TaskCell;
import io.quern.client.code.CodeSets;
import io.quern.client.code.FunctionCodes;
import io.quern.client.future.Actor;
import io.quern.client.future.ActorRef;
import io.quern.client.future.RemoteFuture;
import io.quern.client.future.Submitter;
import io.quern.client.graph.TaskGraph;
import io.quern.client.options.Options;
import io.quern.client.options.ScatterOptions;
import io.quern.core.error.QuernException;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.CodeHash;
import io.quern.core.transport.HeldResult;
import io.quern.core.value.ValueCodecs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns calls into task drafts and those into futures.
public final class TaskSubmitter implements Submitter {
    static final int ARGUMENT_BYTES_MAX = 16 << 20;

    /// Scattered values up to this size are arguments of tasks, which the scheduler keeps: they can be made again.
    static final int SCATTERED_INLINE_BYTES_MAX = 64 << 10;

    private final ClientSession session;
    private final FunctionCodes codes;
    private final CodeSets codeSets;
    private final Options options;

    TaskSubmitter(ClientSession session, FunctionCodes codes, CodeSets codeSets, Options options) {
        this.session = session;
        this.codes = codes;
        this.codeSets = codeSets;
        this.options = options;
    }

    @Override
    public <T extends @Nullable Object> RemoteFuture<T> submit(RemoteCallable<? extends T> callable) {
        return call(callable);
    }

    @Override
    public RemoteFuture<@Nullable Void> submit(RemoteRunnable runnable) {
        return run(runnable, null);
    }

    /// Also for runnables that are not ours, where they can be sent.
    ///
    /// @param result what the task returns
    @SuppressWarnings("unchecked") // The wrapper returns the result that it is given.
    public <T extends @Nullable Object> RemoteFuture<T> run(Runnable runnable, @Nullable T result) {
        return call((Callable<T>) new RunAsCallable(runnable, result));
    }

    /// Also for callables that are not ours, where they can be sent.
    public <T extends @Nullable Object> RemoteFuture<T> call(Callable<? extends T> callable) {
        FunctionCodes.Call call = codes.invoke(callable);
        return one(call.function(), call.argument(), List.of());
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> submit(
            RemoteFunction<? super A, ? extends R> function, A argument) {
        return one(codes.apply(function), codes.argument(argument), List.of());
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> submit(
            RemoteBiFunction<? super A, ? super B, ? extends R> function, A first, B second) {
        return one(codes.applyTwo(function), codes.arguments(first, second), List.of());
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> apply(
            RemoteFunction<? super A, ? extends R> function, RemoteFuture<A> input) {
        return one(codes.apply(function), Payload.EMPTY, List.of(input));
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> apply(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            RemoteFuture<A> first,
            RemoteFuture<B> second) {
        return one(codes.applyTwo(function), Payload.EMPTY, List.of(first, second));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> combine(
            RemoteFunction<? super List<A>, ? extends R> function,
            Collection<? extends RemoteFuture<? extends A>> inputs) {
        return one(codes.applyAll(function), Payload.EMPTY, List.copyOf(inputs));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> map(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> values) {
        FunctionSpec spec = codes.apply(function);
        return many(values.stream().map(value -> new Element(spec, codes.argument(value), List.of())), true);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> map(
            RemoteFunction<? super A, ? extends R> function, Stream<? extends A> values) {
        FunctionSpec spec = codes.apply(function);
        return many(values.map(value -> new Element(spec, codes.argument(value), List.of())), false);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> mapFutures(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends RemoteFuture<? extends A>> inputs) {
        FunctionSpec spec = codes.apply(function);
        return many(inputs.stream().map(input -> new Element(spec, Payload.EMPTY, List.of(input))), true);
    }

    @Override
    public String fireAndForget(RemoteRunnable runnable) {
        FunctionCodes.Call call = codes.invoke(new RunAsCallable(runnable, null));
        checkSize(call.function(), call.argument());
        TaskOptions detached = options.detached().task();
        TaskDraft draft = new TaskDraft(
                call.function(),
                call.argument(),
                List.of(),
                detached,
                options.givenKey(),
                false,
                codeSets.begin().of(call.function(), call.argument()),
                company());
        return session.addDetached(draft);
    }

    @Override
    public <T> Actor<T> actor(Class<T> type, RemoteCallable<? extends T> maker) {
        if (options.isPure()) {
            throw QuernException.user("an actor is not pure: what two calls of actor() make are two objects, each with"
                    + " a state of its own; leave pure() out, and share the one by its Actor.ref()");
        }
        FunctionCodes.Call call = codes.makeActor(maker);
        TaskOptions wishes = inRole(options.task());
        Together together = together();
        CodeHash codeSet = together.code().of(call.function(), call.argument());
        TaskCell cell = add(
                new Element(call.function(), call.argument(), List.of()), options.givenKey(), together, false, wishes);
        return new SessionActor<>(
                session, this, codes, session.future(cell), type, options.task().priority(), codeSet);
    }

    private static TaskOptions inRole(TaskOptions wishes) {
        try {
            return wishes.inRole(TaskRole.ACTOR);
        } catch (IllegalArgumentException unfit) {
            throw QuernException.user(String.valueOf(unfit.getMessage()), unfit);
        }
    }

    /// A handle to an actor that is there.
    <T> Actor<T> attach(ActorRef<T> ref, Class<T> type) {
        RemoteFuture<?> object = session.attach(ref.task(), ref.key());
        return new SessionActor<>(
                session, this, codes, object, type, options.task().priority(), null);
    }

    /// A call of an actor, the first of the inputs.
    ///
    /// @param known its code set, null where that follows from what it is
    <R extends @Nullable Object> RemoteFuture<R> callActor(
            FunctionCodes.Call call,
            List<? extends RemoteFuture<?>> inputs,
            TaskOptions wishes,
            @Nullable CodeHash known) {
        checkSize(call.function(), call.argument());
        CodeSets.OneCall code = codeSets.begin();
        CodeHash codeSet = known == null ? code.of(call.function(), call.argument()) : code.again(known);
        List<TaskCell> cells = session.inputs(inputs);
        try {
            return session.future(session.add(
                    new TaskDraft(call.function(), call.argument(), cells, wishes, null, true, codeSet, null), false));
        } finally {
            cells.forEach(TaskCell::dropHandle);
        }
    }

    @Override
    public <T extends @Nullable Object> RemoteFuture<T> scatter(T value) {
        return scatter(value, ScatterOptions.create());
    }

    @Override
    public <T extends @Nullable Object> RemoteFuture<T> scatter(T value, ScatterOptions where) {
        TaskCell cell = scatter(codes.scatter(), value, options.givenKey(), together(), where, false);
        RemoteFuture<T> future = session.future(cell);
        keepCopies(List.of(cell), where);
        return future;
    }

    @Override
    public <T extends @Nullable Object> List<RemoteFuture<T>> scatterAll(Collection<? extends T> values) {
        return scatterAll(values, ScatterOptions.create());
    }

    @Override
    public <T extends @Nullable Object> List<RemoteFuture<T>> scatterAll(
            Collection<? extends T> values, ScatterOptions where) {
        FunctionSpec spec = codes.scatter();
        String key = options.givenKey();
        Together together = together();
        List<TaskCell> cells = new ArrayList<>(values.size());
        List<RemoteFuture<T>> futures = new ArrayList<>(values.size());
        for (T value : values) {
            TaskCell cell = scatter(spec, value, key == null ? null : key + "-" + cells.size(), together, where, true);
            cells.add(cell);
            futures.add(session.future(cell));
        }
        session.flush();
        keepCopies(cells, where);
        return futures;
    }

    private void keepCopies(List<TaskCell> cells, ScatterOptions where) {
        if (where.wantedCopies() > 1) {
            session.keepCopies(cells, where.wantedCopies());
        }
    }

    private TaskCell scatter(
            FunctionSpec spec,
            @Nullable Object value,
            @Nullable String key,
            Together together,
            ScatterOptions where,
            boolean moreFollows) {
        ValueCodecs codecs = session.program().codecs();
        long bytes = codecs.sizeBytes(value);
        if (value == null || bytes <= SCATTERED_INLINE_BYTES_MAX) {
            return add(
                    new Element(spec, codes.argument(value), List.of()),
                    key,
                    together,
                    moreFollows,
                    wishes(where).task());
        }
        checkScattered(bytes);
        TaskOptions wishes = TaskOptions.scattered(bytes, wishes(where).task().workers());
        TaskDraft draft = new TaskDraft(
                spec,
                Payload.EMPTY,
                List.of(),
                wishes,
                key,
                true,
                together.code().of(List.of(spec.code()), codecs.classes(value)),
                together.company(),
                new HeldResult(value, bytes, codecs));
        return session.add(draft, moreFollows);
    }

    /// These options, with the workers that a value may go to.
    private Options wishes(ScatterOptions where) {
        return where.workers().isEmpty()
                ? options
                : options.workers(where.workers()).strict();
    }

    /// What has no meaning for something that is not run.
    private void checkScattered(long bytes) {
        TaskOptions asked = options.task();
        if (options.isPure()
                || asked.isHedged()
                || asked.isProducer()
                || asked.memoryBytes() > 0
                || !asked.resources().isEmpty()
                || !asked.deadline().isZero()
                || asked.retries().retries() > 0) {
            throw QuernException.user("a scattered value of " + bytes + " bytes is sent to a worker and not run (up to "
                    + SCATTERED_INLINE_BYTES_MAX
                    + " bytes it is the argument of a task), so of the options only key and"
                    + " workers have a meaning; leave the others out");
        }
    }

    @Override
    public Map<String, RemoteFuture<@Nullable Object>> persist(TaskGraph graph) {
        if (options.isPure()) {
            throw QuernException.user("the keys of a graph's tasks are their names, so pure() has no meaning for them;"
                    + " leave it out, or give key(…), which comes before the names");
        }
        String prefix = options.givenKey() == null ? "" : options.givenKey() + "-";
        Map<String, RemoteFuture<@Nullable Object>> outputs = new LinkedHashMap<>();
        session.submission(graph, options.task(), prefix)
                .send()
                .forEach((name, cell) -> outputs.put(name, session.future(cell)));
        return Collections.unmodifiableMap(outputs);
    }

    @Override
    public Map<String, @Nullable Object> compute(TaskGraph graph) {
        Map<String, RemoteFuture<@Nullable Object>> futures = persist(graph);
        try {
            Iterator<@Nullable Object> values = session.gather(futures.values()).iterator();
            Map<String, @Nullable Object> results = new LinkedHashMap<>();
            futures.keySet().forEach(name -> results.put(name, values.next()));
            return Collections.unmodifiableMap(results);
        } finally {
            futures.values().forEach(RemoteFuture::close);
        }
    }

    /// What differs from task to task.
    private record Element(FunctionSpec function, Payload argument, List<? extends RemoteFuture<?>> inputs) {}

    /// What tasks of one call have in common.
    private record Together(CodeSets.OneCall code, @Nullable Object company) {}

    private <R extends @Nullable Object> RemoteFuture<R> one(
            FunctionSpec function, Payload argument, List<? extends RemoteFuture<?>> inputs) {
        return session.future(add(new Element(function, argument, inputs), options.givenKey(), together(), false));
    }

    /// The keys of a `map` are the given one with the numbers of its elements.
    ///
    /// @param isAtHand whether the elements need not be waited for: then those that fit into a batch go together
    private <R extends @Nullable Object> List<RemoteFuture<R>> many(Stream<Element> elements, boolean isAtHand) {
        List<RemoteFuture<R>> futures = new ArrayList<>();
        String key = options.givenKey();
        Together together = together();
        elements.forEachOrdered(element -> {
            String own = key == null ? null : key + "-" + futures.size();
            futures.add(session.future(add(element, own, together, isAtHand)));
        });
        session.flush();
        return futures;
    }

    private TaskCell add(Element element, @Nullable String key, Together together, boolean moreFollows) {
        return add(element, key, together, moreFollows, options.task());
    }

    private TaskCell add(
            Element element, @Nullable String key, Together together, boolean moreFollows, TaskOptions wishes) {
        checkSize(element.function(), element.argument());
        List<TaskCell> inputs = session.inputs(element.inputs());
        try {
            TaskDraft draft = new TaskDraft(
                    element.function(),
                    element.argument(),
                    inputs,
                    wishes,
                    key,
                    true,
                    together.code().of(element.function(), element.argument()),
                    together.company());
            return key == null && !options.isPure()
                    ? session.add(draft, moreFollows)
                    : session.addKeyed(draft, moreFollows);
        } finally {
            inputs.forEach(TaskCell::dropHandle);
        }
    }

    private Together together() {
        return new Together(codeSets.begin(), company());
    }

    /// A key may be refused. Not so that of a pure task, which says what the task does.
    private @Nullable Object company() {
        return options.givenKey() == null ? null : new Object();
    }

    static void checkSize(FunctionSpec function, Payload argument) {
        int bytes = argument.sizeBytes() + function.code().sizeBytes();
        if (bytes > ARGUMENT_BYTES_MAX) {
            throw QuernException.user("the task " + function.name() + " takes " + bytes
                    + " bytes of arguments and captured values, the limit is " + ARGUMENT_BYTES_MAX
                    + "; scatter the data, which sends it straight to a worker, or let a task read or make it");
        }
    }
}
