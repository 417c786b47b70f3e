package io.quern.client.code;

import io.quern.client.call.RunAsCallable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/// Names functions for people: a method reference by its method, a lambda by class and method that contain it
/// (`Report.main`), anything else by its class.
final class FunctionNames {
    private static final String LAMBDA = "lambda$";
    private static final int CHARS_MAX = 200;

    private FunctionNames() {}

    static String of(Object function) {
        Object named = function instanceof RunAsCallable wrapped ? wrapped.runnable() : function;
        String name = named.getClass().isHidden() ? ofLambda(named) : ofClass(named.getClass());
        return name.substring(0, Math.min(CHARS_MAX, name.length()));
    }

    private static String ofClass(Class<?> type) {
        String simple = type.getSimpleName();
        return simple.isEmpty() ? simpleName(type.getName()) : simple;
    }

    private static String ofLambda(Object lambda) {
        SerializedLambda form;
        try {
            Method replace = lambda.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            form = (SerializedLambda) replace.invoke(lambda);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | RuntimeException closed) {
            // A module that is not open, or no serialisable lambda, which is refused elsewhere: only a name is lost.
            return simpleName(lambda.getClass().getName().replaceAll("\\$\\$Lambda.*", ""));
        }
        String owner = simpleName(form.getImplClass().replace('/', '.'));
        String method = form.getImplMethodName();
        if (method.equals("<init>")) {
            return "new " + owner;
        }
        if (!method.startsWith(LAMBDA)) {
            return method;
        }
        int end = method.indexOf('$', LAMBDA.length());
        String enclosing = method.substring(LAMBDA.length(), end < 0 ? method.length() : end);
        return switch (enclosing) {
            case "new", "static", "do_it" -> owner;
            default -> owner + "." + enclosing;
        };
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1).replaceFirst("^.*\\$(?=\\p{L})", "");
    }
}
