package io.quern.core.code;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Variables of a jshell session. To whoever types there they are variables that a lambda captures; to the JVM they
/// are static fields of the session's wrapper classes, whose values do not travel with a class. So those that the
/// code of a job reads are sent beside it, as an entry of the jar of the session's classes, and are set before the
/// classes are used.
public final class SessionVariables {
    /// Name of the entry: a serialised map of values by [#name].
    public static final String ENTRY = "META-INF/quern/session-variables";

    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\w+");

    private SessionVariables() {}

    /// Whether that is a class that jshell wraps around what is typed.
    public static boolean isWrapper(String className) {
        return WRAPPER.matcher(className).matches();
    }

    /// What a variable is called among the values.
    public static String name(String wrapper, String variable) {
        return wrapper + "#" + variable;
    }

    /// The values of variables in this process, in the order of their names.
    ///
    /// @param names as [#name] made them
    /// @param session finds the wrapper classes
    public static Map<String, @Nullable Object> get(Iterable<String> names, ClassLoader session) {
        Map<String, @Nullable Object> values = new TreeMap<>();
        for (String name : names) {
            try {
                values.put(name, field(name, session).get(null));
            } catch (ReflectiveOperationException e) {
                throw new QuernException(
                        ErrorCode.INTERNAL, "cannot read the variable " + name + " of jshell: " + e, e);
            }
        }
        return values;
    }

    /// Sets variables in this process.
    ///
    /// @param values by name, as [#get] gave them
    public static void set(Map<?, ?> values, ClassLoader session) {
        values.forEach((name, value) -> {
            try {
                field(String.valueOf(name), session).set(null, value);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                throw new QuernException(ErrorCode.INTERNAL, "cannot set the variable " + name + " of jshell: " + e, e);
            }
        });
    }

    private static Field field(String name, ClassLoader session) throws ReflectiveOperationException {
        int end = name.indexOf('#');
        String wrapper = name.substring(0, Math.max(0, end));
        if (!isWrapper(wrapper)) {
            throw new NoSuchFieldException(name + " is no variable of jshell");
        }
        Field field = Class.forName(wrapper, true, session).getDeclaredField(name.substring(end + 1));
        field.setAccessible(true);
        return field;
    }
}
