package io.quern.dataframe;

import io.quern.core.error.QuernException;
import java.util.Optional;
import java.util.function.Supplier;

/// The user's line: the first frame of the stack outside Quern. Looked up only when there is something to complain
/// about.
final class CallSite {
    private static final String OWN_PACKAGES = "io.quern.";
    /// Programs that ship with Quern are users of it.
    private static final String EXAMPLES = "io.quern.examples.";

    private CallSite() {}

    /// Runs a step of building a frame; an error of the user's gets the line that called.
    static <T> T located(Supplier<T> step) {
        try {
            return step.get();
        } catch (QuernException e) {
            throw find().map(line -> located(e, "\n  at " + line)).orElse(e);
        }
    }

    /// A step may be made of others, which have said it then.
    private static QuernException located(QuernException e, String line) {
        String message = String.valueOf(e.getMessage());
        return message.endsWith(line) ? e : new QuernException(e.code(), message + line, e);
    }

    /// `Report.java:41`, or nothing where all frames are Quern's.
    static Optional<String> find() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> isUsers(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber()));
    }

    private static boolean isUsers(String className) {
        return !className.startsWith(OWN_PACKAGES) || className.startsWith(EXAMPLES);
    }
}
