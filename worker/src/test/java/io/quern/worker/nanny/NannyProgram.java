package io.quern.worker.nanny;

import io.quern.core.runtime.SystemClock;
import java.util.ArrayList;
import java.util.List;

/// A nanny's process of the tests: tells the number of its child's process on standard output.
final class NannyProgram {
    private NannyProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (Nanny nanny =
                Nanny.start(NannyOptions.of("w", Long.MAX_VALUE), NannyIT.child("wait"), new SystemClock(), report -> {
                    if (report instanceof NannyReport.Line(boolean isError, String text) && isError) {
                        System.out.println(text.replace("I am ", ""));
                    }
                })) {
            nanny.awaitEnd();
        }
    }

    static List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(System.getProperty("java.home") + "/bin/java");
        line.addAll(MemorySplit.NANNY_FLAGS);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), NannyProgram.class.getName()));
        return line;
    }
}
