package io.quern.client.error;

import java.util.List;
import java.util.Optional;

/// Tells the user's code from the framework's and the JDK's.
public final class UserFrames {
    private static final StackWalker WALKER = StackWalker.getInstance();

    /// Parts of Quern that stand between a program and its functions; examples and benchmarks are programs.
    private static final List<String> FRAMEWORK = List.of(
            "io.quern.cli.",
            "io.quern.client.",
            "io.quern.cluster.",
            "io.quern.core.",
            "io.quern.dataframe.",
            "io.quern.scheduler.",
            "io.quern.worker.");

    private static final List<String> LANGUAGE = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private UserFrames() {}

    public static boolean isFrameworks(String className) {
        return startsWithAny(className, FRAMEWORK);
    }

    public static boolean isUsers(String className) {
        return !isFrameworks(className) && !startsWithAny(className, LANGUAGE);
    }

    /// The user's line that called, such as `Report.java:41`; empty where all frames are the framework's.
    ///
    /// Costs about three microseconds, whatever the depth: only the frames up to the one that is found are
    /// walked.
    public static String callSite() {
        return WALKER.walk(frames -> frames.filter(frame -> isUsers(frame.getClassName()))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse(""));
    }

    /// The innermost frame of the user's in a stack.
    ///
    /// @param frames innermost first, as [StackTraceElement#toString()] prints them
    public static Optional<String> first(List<String> frames) {
        return frames.stream()
                .map(StackFolding::parse)
                .filter(frame -> isUsers(frame.getClassName()))
                .findFirst()
                .map(UserFrames::withoutModule);
    }

    private static String withoutModule(StackTraceElement frame) {
        return new StackTraceElement(
                        frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber())
                .toString();
    }

    private static boolean startsWithAny(String className, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (className.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
