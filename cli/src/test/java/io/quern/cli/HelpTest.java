package io.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// What a person reads of a command before it runs: its help, recorded in `src/test/resources/help`, and how it
/// answers misuse. `-Dtest.flags=-Dquern.record=true` records the help anew.
class HelpTest {
    private static final Path RECORDED =
            Path.of(System.getProperty("quern.root")).resolve("cli/src/test/resources/help");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "scheduler",
                "worker",
                "example",
                "example events",
                "example generate-events",
                "credentials",
                "config"
            })
    void helpIsAsRecorded(String command) throws IOException {
        Stream<String> words = Arrays.stream(command.split(" ")).filter(word -> !word.isEmpty());
        assertThat(run(Stream.concat(words, Stream.of("--help")).toArray(String[]::new)))
                .isEqualTo(ExitCode.DONE);
        assertThat(err.toString()).isEmpty();
        Path file = RECORDED.resolve(("quern " + command).strip().replace(' ', '-') + ".txt");
        if (Boolean.getBoolean("quern.record")) {
            Files.writeString(file, out.toString());
        }
        assertThat(out.toString()).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                scheduler --port 99999                            | 65535
                scheduler --port many                             | many
                scheduler --port 0 --journal j --no-journal       | --journal j and --no-journal exclude each other; leave one out
                scheduler --port 0 --journal=                     | scheduler.journal (flag --journal) is empty
                scheduler --host 0.0.0.0 --port 0 --insecure      | the two safe ways: leave --insecure out
                scheduler --host no.such.host.invalid             | the host no.such.host.invalid is not known here
                scheduler --port 0 --credentials target/none      | there is no connection file target/none/scheduler.json
                scheduler --credentials x --connection-file y     | leave --connection-file out
                credentials target/none                           | give --address tls://HOST:PORT
                credentials target/none --address tcp://h:1       | 'tcp://h:1' is no address with TLS
                credentials target/none --rotate                  | there is no connection file target/none/scheduler.json
                scheduler --prot 1                                | --prot
                worker --memory 10                                | "10" is not a size; write a number and a unit
                worker --memory 0                                 | "0" is not a size; write a number and a unit
                worker --memory 0GiB                              | "0GiB" is out of range; the limit is: at least 255MiB
                worker --memory 12parsecs                         | has the unit parsecs; write B, KiB, MiB, GiB
                worker --memory -1GiB                             | "-1GiB" is not a size
                worker --threads 99999                            | 4096
                worker --resources GPU                            | such as GPU=2
                worker --memory 1MiB                              | 255MiB
                worker localhost                                  | 'localhost' is no address of a scheduler; write tcp://HOST:PORT or tls://HOST:PORT
                worker tcp://localhost:port                       | 'tcp://localhost:port' is no address of a scheduler
                example                                           | which example?
                example evnts                                     | evnts
                example events --input x                          | --input needs --output
                example events --scheduler here                   | 'here' is no address of a scheduler
                example events --scheduler tcp://h:1 --processes 2 | exclude each other
                example events --processes 0                      | at least one worker process
                example events --processes 2 --memory 1MiB        | a worker with 1MiB of memory cannot run
                example events --memory 1GB2                      | 1GB2
                example generate-events                           | --output
                example generate-events --output o --profile poor | poor
                example generate-events --output o --rows 0       | --rows 0 is out of range
                """)
    void misuseIsOneClearLineAndExitCodeTwo(String arguments, String said) {
        assertThat(run(arguments.split(" +"))).as(err.toString()).isEqualTo(ExitCode.MISUSE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines().findFirst().orElseThrow())
                .startsWith(
                        "quern " + arguments.replaceFirst("^(example (events|generate-events)|\\S+).*", "$1") + ": ")
                .contains(said);
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    private int run(String... arguments) {
        CommandLine root = new CommandLine(new QuernCommand());
        setWidth(root);
        return Main.run(root, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    /// Whatever terminal the build runs in.
    private static void setWidth(CommandLine command) {
        command.setUsageHelpAutoWidth(false);
        command.setUsageHelpWidth(100);
        command.getSubcommands().values().forEach(HelpTest::setWidth);
    }
}
