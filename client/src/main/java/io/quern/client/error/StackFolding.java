package io.quern.client.error;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stacks of other processes, without the frames that only the makers of Quern look at: each run of framework
/// frames, and what the JDK has below the last frame of the user's, becomes one line that says how many there
/// are.
final class StackFolding {
    /// `-Dquern.stacktrace=full` shows all frames.
    private static final String PROPERTY = "quern.stacktrace";

    private static final int NATIVE_LINE = -2;

    private StackFolding() {}

    /// @param frames innermost first, as [StackTraceElement#toString()] prints them
    static StackTraceElement[] fold(List<String> frames) {
        List<StackTraceElement> all = frames.stream().map(StackFolding::parse).toList();
        return fold(all, "full".equals(System.getProperty(PROPERTY))).toArray(StackTraceElement[]::new);
    }

    static List<StackTraceElement> fold(List<StackTraceElement> all, boolean isFull) {
        int lastUsers = lastUsers(all);
        if (isFull || lastUsers < 0) {
            return all;
        }
        List<StackTraceElement> shown = new ArrayList<>();
        int hidden = 0;
        for (int i = 0; i < all.size(); i++) {
            if (i > lastUsers || UserFrames.isFrameworks(all.get(i).getClassName())) {
                hidden++;
                continue;
            }
            addMark(shown, hidden);
            hidden = 0;
            shown.add(all.get(i));
        }
        addMark(shown, hidden);
        return shown;
    }

    /// The last frame that is shown: the user's; where there is none (a method of the JDK was the function), the
    /// last before the framework's. Negative where the framework itself threw: then all are shown.
    private static int lastUsers(List<StackTraceElement> all) {
        int beforeFrameworks = all.size() - 1;
        for (int i = all.size() - 1; i >= 0; i--) {
            if (UserFrames.isUsers(all.get(i).getClassName())) {
                return i;
            }
            if (UserFrames.isFrameworks(all.get(i).getClassName())) {
                beforeFrameworks = i - 1;
            }
        }
        return beforeFrameworks;
    }

    /// Prints as `at io.quern.<14 frames hidden>(-Dquern.stacktrace=full)`.
    private static void addMark(List<StackTraceElement> shown, int hidden) {
        if (hidden > 0) {
            String what = hidden == 1 ? "<1 frame hidden>" : "<" + hidden + " frames hidden>";
            shown.add(new StackTraceElement("io.quern", what, "-D" + PROPERTY + "=full", -1));
        }
    }

    /// Reads what [StackTraceElement#toString()] printed: `loader/module@version/class.method(file:line)`. What
    /// is not of that form becomes an element that prints as it is.
    static StackTraceElement parse(String frame) {
        int open = frame.lastIndexOf('(');
        String head = open < 0 ? frame : frame.substring(0, open);
        String place = open < 0 ? "" : frame.substring(open + 1, Math.max(open + 1, frame.length() - 1));
        String name = withoutOrigin(head);
        int dot = name.lastIndexOf('.');
        String className = dot < 0 ? "" : name.substring(0, dot);
        String method = name.substring(dot + 1);
        return new StackTraceElement(className, method, file(place), line(place));
    }

    /// A hidden class has a slash in its name, before an address.
    private static String withoutOrigin(String head) {
        int slash = head.lastIndexOf('/');
        if (slash >= 0 && head.startsWith("0x", slash + 1)) {
            slash = head.lastIndexOf('/', slash - 1);
        }
        return head.substring(slash + 1);
    }

    private static @Nullable String file(String place) {
        if (place.isEmpty() || place.equals("Native Method") || place.equals("Unknown Source")) {
            return null;
        }
        int colon = place.lastIndexOf(':');
        return colon < 0 ? place : place.substring(0, colon);
    }

    private static int line(String place) {
        if (place.equals("Native Method")) {
            return NATIVE_LINE;
        }
        int colon = place.lastIndexOf(':');
        try {
            return colon < 0 ? -1 : Integer.parseInt(place.substring(colon + 1));
        } catch (NumberFormatException noNumber) {
            return -1;
        }
    }
}
