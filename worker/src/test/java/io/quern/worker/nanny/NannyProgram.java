package io.quern.worker.nanny;

import io.quern.core.runtime.SystemClock;
import java.util.ArrayList;
import java.util.List;

/// A nanny's process of the tests: tells the number of its child's process on standard output, and how that ended.
final class NannyProgram {
    private NannyProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (Nanny nanny = Nanny.start(
                NannyOptions.of("w", Long.MAX_VALUE),
                NannyIT.child(arguments),
                new SystemClock(),
                NannyProgram::tell)) {
            nanny.awaitEnd();
        }
    }

    private static void tell(NannyReport report) {
        if (report instanceof NannyReport.Line(boolean isError, String text) && isError) {
            System.out.println(text.replace("I am ", ""));
        } else if (report instanceof NannyReport.Died died) {
            System.out.println(died.exit());
        }
    }

    /// @param arguments of the child
    static List<String> line(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(System.getProperty("java.home") + "/bin/java");
        line.addAll(MemorySplit.NANNY_FLAGS);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), NannyProgram.class.getName()));
        line.addAll(List.of(arguments));
        return line;
    }
}
