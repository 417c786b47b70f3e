package io.quern.client.code;

import io.quern.client.call.Apply;
import io.quern.client.call.ApplyAll;
import io.quern.client.call.ApplyInputs;
import io.quern.client.call.ApplyTwo;
import io.quern.client.call.CallActor;
import io.quern.client.call.Invoke;
import io.quern.client.call.InvokeArgument;
import io.quern.client.call.MakeActor;
import io.quern.client.call.MethodCall;
import io.quern.client.call.NodeInputs;
import io.quern.client.call.RemoteBiFunction;
import io.quern.client.call.RemoteCallable;
import io.quern.client.call.RemoteFunction;
import io.quern.client.call.ReturnArgument;
import io.quern.client.call.RunAsCallable;
import io.quern.client.error.UserFrames;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.task.TaskFunction;
import io.quern.core.value.Functions;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Serialises functions, each with the framework's task function around it. One without state (a lambda that
/// captures nothing) is serialised once for all its submissions; others each time, since their state may have
/// changed.
///
/// The user's line is looked up once for a lambda, whose class belongs to one place of the source, and each time
/// for other functions.
public final class FunctionCodes {
    /// `-Dquern.callsites=off` leaves the user's lines out.
    private static final String PROPERTY = "quern.callsites";

    /// What stands around a function.
    private enum Around {
        INVOKE,
        RUN,
        APPLY,
        APPLY_TWO,
        APPLY_ALL,
        APPLY_INPUTS,
        CALL_ACTOR
    }

    /// What is known of the functions of one class.
    private static final class Known {
        private final boolean isStateless;
        private final boolean isLambda;
        private final Map<Around, FunctionSpec> specs = new ConcurrentHashMap<>();
        private volatile @Nullable String name;
        private volatile @Nullable String definedAt;

        Known(Class<?> type) {
            this.isStateless = isStateless(type);
            this.isLambda = type.isHidden();
        }

        private static boolean isStateless(Class<?> type) {
            for (Class<?> above = type; above != null; above = above.getSuperclass()) {
                for (Field field : above.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private final Functions functions;
    private final boolean areCallSitesOn;
    private final Payload invokeArgument;
    private final Payload returnArgument;
    private final Payload makeActor;
    private final Payload callArgument;
    private final ClassValue<Known> known = new ClassValue<>() {
        @Override
        protected Known computeValue(Class<?> type) {
            return new Known(type);
        }
    };

    public FunctionCodes(Functions functions) {
        this.functions = functions;
        this.areCallSitesOn = !"off".equals(System.getProperty(PROPERTY));
        this.invokeArgument = functions.serialize(new InvokeArgument());
        this.returnArgument = functions.serialize(new ReturnArgument());
        this.makeActor = functions.serialize(new MakeActor());
        this.callArgument = functions.serialize(new CallActor(null));
    }

    /// A function and the argument that goes with it.
    public record Call(FunctionSpec function, Payload argument) {}

    /// One that captures nothing is the function itself; else all calls share a function and differ in their
    /// argument.
    public Call invoke(Callable<?> callable) {
        boolean isRun = callable instanceof RunAsCallable;
        boolean hasResult = callable instanceof RunAsCallable run && run.result() != null;
        if (known(callable).isStateless && !hasResult) {
            return new Call(spec(callable, isRun ? Around.RUN : Around.INVOKE), Payload.EMPTY);
        }
        Payload argument = functions.serialize(callable);
        return new Call(new FunctionSpec(name(callable), definedAt(callable), invokeArgument), argument);
    }

    /// For values and for single inputs.
    public FunctionSpec apply(RemoteFunction<?, ?> function) {
        return spec(function, Around.APPLY);
    }

    public FunctionSpec applyTwo(RemoteBiFunction<?, ?, ?> function) {
        return spec(function, Around.APPLY_TWO);
    }

    public FunctionSpec applyAll(RemoteFunction<?, ?> function) {
        return spec(function, Around.APPLY_ALL);
    }

    public FunctionSpec scatter() {
        return scatter(callSite());
    }

    public FunctionSpec scatter(String definedAt) {
        return new FunctionSpec("scatter", definedAt, returnArgument);
    }

    /// Makes the object of an actor.
    public Call makeActor(RemoteCallable<?> maker) {
        return new Call(new FunctionSpec(name(maker), definedAt(maker), makeActor), functions.serialize(maker));
    }

    /// Calls an actor by a function of its object, and of a result where it has two arguments.
    public Call callActor(Object method) {
        return known(method).isStateless
                ? new Call(spec(method, Around.CALL_ACTOR), Payload.EMPTY)
                : new Call(
                        new FunctionSpec(name(method), definedAt(method), callArgument), functions.serialize(method));
    }

    /// Calls a method of an actor by its name.
    public Call callMethod(MethodCall call) {
        return new Call(new FunctionSpec(call.name(), callSite(), callArgument), functions.serialize(call));
    }

    /// What a node of a graph runs: a callable, or a function of the node's inputs.
    public Call node(Object function, String definedAt) {
        Call call = function instanceof Callable<?> callable
                ? invoke(callable)
                : new Call(spec(function, Around.APPLY_INPUTS), Payload.EMPTY);
        FunctionSpec spec = call.function();
        return new Call(new FunctionSpec(spec.name(), definedAt, spec.code()), call.argument());
    }

    /// @throws io.quern.core.error.QuernException USER where it cannot be sent: names the field that holds it
    public Payload argument(@Nullable Object value) {
        return value == null ? Payload.EMPTY : functions.serialize(value);
    }

    public Payload arguments(@Nullable Object first, @Nullable Object second) {
        return functions.serialize(new ApplyTwo.Pair(first, second));
    }

    private FunctionSpec spec(Object function, Around around) {
        Known of = known(function);
        FunctionSpec spec = of.specs.get(around);
        if (spec != null) {
            return of.isLambda ? spec : new FunctionSpec(spec.name(), callSite(), spec.code());
        }
        Payload code = functions.serialize(wrapped(function, around));
        FunctionSpec made = new FunctionSpec(name(function), definedAt(function), code);
        if (of.isStateless) {
            of.specs.put(around, made);
        }
        return made;
    }

    @SuppressWarnings("unchecked") // What the function is applied to was typed where it was submitted.
    private static TaskFunction<?> wrapped(Object function, Around around) {
        return switch (around) {
            case INVOKE, RUN -> new Invoke((Callable<?>) function);
            case APPLY -> new Apply((RemoteFunction<@Nullable Object, ?>) function);
            case APPLY_TWO -> new ApplyTwo((RemoteBiFunction<@Nullable Object, @Nullable Object, ?>) function);
            case APPLY_ALL -> new ApplyAll((RemoteFunction<List<@Nullable Object>, ?>) function);
            case CALL_ACTOR -> new CallActor(function);
            case APPLY_INPUTS -> new ApplyInputs((RemoteFunction<NodeInputs, ?>) function);
        };
    }

    /// Of the class that the program wrote.
    private Known known(Object function) {
        Object own = function instanceof RunAsCallable wrapped ? wrapped.runnable() : function;
        return known.get(own.getClass());
    }

    private String name(Object function) {
        Known of = known(function);
        String name = of.name;
        if (name == null) {
            name = FunctionNames.of(function);
            of.name = name;
        }
        return name;
    }

    private String definedAt(Object function) {
        Known of = known(function);
        if (!of.isLambda) {
            return callSite();
        }
        String line = of.definedAt;
        if (line == null) {
            line = callSite();
            of.definedAt = line;
        }
        return line;
    }

    private String callSite() {
        return areCallSitesOn ? UserFrames.callSite() : "";
    }
}
