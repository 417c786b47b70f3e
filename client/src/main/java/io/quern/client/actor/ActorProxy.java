package io.quern.client.actor;

import io.quern.client.call.MethodCall;
import io.quern.client.error.RemoteCauseException;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.Actor;
import io.quern.client.future.RemoteFuture;
import io.quern.core.error.QuernException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes each method of an interface a call of an actor, and waits for it.
public final class ActorProxy implements InvocationHandler {
    private final Class<?> type;
    /// Kept as long as the proxy is.
    private final Actor<?> actor;

    private final Function<MethodCall, RemoteFuture<@Nullable Object>> call;

    private ActorProxy(Class<?> type, Actor<?> actor, Function<MethodCall, RemoteFuture<@Nullable Object>> call) {
        this.type = type;
        this.actor = actor;
        this.call = call;
    }

    /// @param call submits a call
    /// @throws QuernException USER where the type is no interface that can have a proxy
    public static <T> T of(Class<T> type, Actor<T> actor, Function<MethodCall, RemoteFuture<@Nullable Object>> call) {
        if (!type.isInterface()) {
            throw QuernException.user("actor " + actor.key() + " was made as " + type.getName()
                    + ", which is no interface, so it has no proxy; use call(…), or make it as an interface");
        }
        try {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, new ActorProxy(type, actor, call)));
        } catch (IllegalArgumentException refused) {
            throw QuernException.user(
                    type.getName() + " cannot have a proxy: " + refused.getMessage() + "; use call(…)", refused);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // A proxy equals itself alone.
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "proxy of actor " + actor.key() + " as " + type.getName();
            };
        }
        try (RemoteFuture<@Nullable Object> result = call.apply(MethodCall.of(type, method, arguments))) {
            return result.join();
        } catch (RemoteTaskException failed) {
            throw asThrown(failed, method);
        }
    }

    private static Throwable asThrown(RemoteTaskException failed, Method method) {
        Throwable thrown = failed.getCause();
        if (thrown == null || thrown instanceof RemoteCauseException) {
            return failed;
        }
        boolean mayThrow = thrown instanceof RuntimeException || thrown instanceof Error;
        for (Class<?> declared : method.getExceptionTypes()) {
            mayThrow |= declared.isInstance(thrown);
        }
        return mayThrow ? thrown : failed;
    }
}
