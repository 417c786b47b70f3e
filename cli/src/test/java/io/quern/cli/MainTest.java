package io.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.cli.outcome.ExitCode;
import io.quern.cli.outcome.MisuseException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionGoesToStandardOutput() {
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).startsWith("quern 0.").contains("(Java 25");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpNamesTheOptionsOfEveryCommand() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("Usage: quern", "--verbose", "--version");
    }

    @Test
    void noCommandIsMisuse() {
        assertThat(run()).isEqualTo(ExitCode.MISUSE);
        assertThat(err.toString().lines().findFirst().orElseThrow()).startsWith("quern: which command? ");
    }

    @Test
    void unknownCommandIsMisuseAndNamed() {
        assertThat(run("grind")).isEqualTo(ExitCode.MISUSE);
        assertThat(err.toString().lines().findFirst().orElseThrow())
                .startsWith("quern: ")
                .contains("grind");
    }

    @Test
    void badOptionValueIsMisuseOfItsCommand() {
        assertThat(run("failing", "--threads", "many")).isEqualTo(ExitCode.MISUSE);
        assertThat(err.toString().lines().findFirst().orElseThrow())
                .startsWith("quern failing: ")
                .contains("--threads", "many");
    }

    @Test
    void failedJobSaysItAllInOneLine() {
        assertThat(run("failing")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().lines())
                .containsExactly(
                        "quern failing: no folder /nowhere for 0 threads", "--verbose shows where it happened.");
    }

    @Test
    void verboseAddsTheStackTrace() {
        assertThat(run("failing", "--verbose")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().lines().findFirst()).contains("quern failing: no folder /nowhere for 0 threads");
        assertThat(err.toString()).contains("at io.quern.cli.MainTest");
    }

    @Test
    void misuseFoundLateIsMisuseAllTheSame() {
        assertThat(run("failing", "--misused")).isEqualTo(ExitCode.MISUSE);
        assertThat(err.toString().lines()).containsExactly("quern failing: --output out: is there already");
    }

    private int run(String... arguments) {
        CommandLine withFailing = new CommandLine(new QuernCommand()).addSubcommand(new Failing());
        return Main.run(withFailing, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Command(name = "failing")
    private static final class Failing implements Callable<Integer> {
        @Option(names = "--threads")
        private int threads;

        @Option(names = "--misused")
        private boolean misused;

        @Override
        public Integer call() {
            if (misused) {
                throw new MisuseException("--output out: is there already");
            }
            throw new IllegalStateException("no folder /nowhere for " + threads + " threads");
        }
    }
}
