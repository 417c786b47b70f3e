package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.cli.acceptance.QuernProcess.Ended;
import io.quern.core.access.CertificatePin;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.RoleTokens;
import io.quern.core.access.Token;
import io.quern.core.message.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A scheduler, two workers and a client on four hosts of a network, each with no more than the file of its role;
/// and those who come with something else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteHostsIT {
    private static final int SCHEDULER = 0;
    private static final int CLIENT = 3;
    private static final Path INPUT = QuernProcess.ROOT.resolve("examples/src/test/resources/events-sample/input");

    private Path folder;
    private Path files;
    private NetworkHosts hosts;
    private HostedDaemons daemons;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        hosts = NetworkHosts.make(4);
        folder = temporary;
        daemons = new HostedDaemons(hosts, folder);
        files = daemons.files();
        String ready = daemons.scheduler().out().await("scheduler is ready at ", QuernProcess.PATIENCE);
        assertThat(ready).contains("ready at " + address() + ", connection file " + files.resolve("all.json"));
        daemons.startWorkersUpTo(2);
    }

    @AfterAll
    void stop() throws Exception {
        if (daemons != null) {
            daemons.close();
        }
        if (hosts != null) {
            hosts.close();
        }
    }

    @Test
    void aJobRunsOnFourHosts() throws Exception {
        Path output = folder.resolve("output");
        Ended ended = events(files.resolve("client.json"), output);
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        try (EventGroups groups = new EventGroups()) {
            assertThat(groups.countEqual(EventGroups.ofOutput(output), EventGroups.ofEvents(INPUT)))
                    .isPositive();
        }
        assertThat(hosts.listening(SCHEDULER))
                .as("sockets on the scheduler's host")
                .hasSize(1);
        assertThat(hosts.listening(1)).as("sockets on a worker's host").hasSize(1);
        assertThat(hosts.listening(CLIENT)).as("sockets on the client's host").isEmpty();
    }

    @Test
    void theCodeOfAProgramTravelsToOtherHosts(@TempDir Path program) throws Exception {
        List<String> printed = new UserProgram(program, hosts.on(CLIENT))
                .compiledInto("library", WordsProgram.scale(10))
                .compiled(WordsProgram.words("Words", 1))
                .run("Words", files.resolve("client.json"));
        assertThat(printed).singleElement().asString().endsWith("Count[word=w4, times=40], 100]");
    }

    @Test
    void whoComesWithSomethingElseIsToldWhatIsWrong() throws Exception {
        ConnectionFile whole = ConnectionFile.read(files.resolve("all.json"));
        assertThat(whole.addresses()).containsExactly(address());
        Path stranger = folder.resolve("stranger.json");
        new ConnectionFile(whole.addresses(), RoleTokens.random(new SecureRandom()), whole.certificate())
                .write(stranger);
        refused(events(stranger, folder.resolve("x")), "the tokens of the two sides differ");
        Path misled = folder.resolve("misled.json");
        new ConnectionFile(whole.addresses(), whole.tokens(), new CertificatePin("ab".repeat(32))).write(misled);
        refused(
                events(misled, folder.resolve("x")),
                "the certificate at " + address() + " is not the one that is expected there");
        refused(events(files.resolve("viewer.json"), folder.resolve("x")), "a viewer may ask and not change anything");
        refused(
                run("worker", "--connection-file", files.resolve("client.json").toString(), "--memory", "512MiB"),
                "the connection file at hand is not for a worker");
        refused(
                run(
                        "example",
                        "events",
                        "--scheduler",
                        address().replace("tls:", "tcp:"),
                        "--connection-file",
                        files.resolve("client.json").toString()),
                "such addresses are used with TLS only; write " + address());
        daemons.scheduler().err().await("audit Refused .* a viewer sent a SubmitJob", QuernProcess.PATIENCE);
        daemons.scheduler()
                .err()
                .await("audit Refused a connection from .*tokens of the two sides differ", QuernProcess.PATIENCE);
        daemons.scheduler().err().await("audit Refused a connection from .*TLS failed", QuernProcess.PATIENCE);
    }

    @Test
    void withoutTlsNothingListensOffTheMachine() throws Exception {
        Ended ended = run("scheduler", "--host", "0.0.0.0", "--port", "0", "--insecure");
        refused(ended, "--insecure ");
        assertThat(ended.firstErrorLine())
                .contains("the two safe ways: leave --insecure out")
                .contains("or listen at 127.0.0.1");
    }

    @Test
    void aHostFullOfIdleConnectionsDoesNotKeepAClientOut() throws Exception {
        List<String> command = new ArrayList<>(hosts.on(CLIENT));
        command.addAll(List.of(
                "bash",
                "-c",
                "for i in $(seq 500); do exec {c}<>/dev/tcp/" + hosts.address(SCHEDULER)
                        + "/8786; done; echo full; cat"));
        Process idle = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            ProcessLines said = new ProcessLines(idle.getInputStream());
            said.await("^full$", QuernProcess.PATIENCE);
            Ended ended = events(files.resolve("client.json"), folder.resolve("beside-idle"));
            assertThat(ended.exitCode()).as(ended.errors()).isZero();
            daemons.scheduler().err().await("too many have connected and not proved themselves", QuernProcess.PATIENCE);
        } finally {
            idle.descendants().forEach(ProcessHandle::destroyForcibly);
            idle.destroyForcibly();
        }
    }

    @Test
    void noSecretStandsInLogsArgumentsOrEnvironments() throws Exception {
        ConnectionFile whole = ConnectionFile.read(files.resolve("all.json"));
        StringBuilder everything = new StringBuilder();
        List<QuernProcess> processes = new ArrayList<>(daemons.workers());
        processes.add(daemons.scheduler());
        for (QuernProcess process : processes) {
            everything.append(process.out().soFar()).append(process.err().soFar());
            List<ProcessHandle> handles = new ArrayList<>(process.workers());
            handles.add(process.handle());
            for (ProcessHandle handle : handles) {
                for (String place : List.of("cmdline", "environ")) {
                    everything.append(Files.readString(Path.of("/proc", Long.toString(handle.pid()), place)));
                }
            }
        }
        assertThat(everything.toString()).contains("worker-1");
        for (Role role : whole.tokens().roles()) {
            for (Token token : whole.tokens().of(role)) {
                assertThat(everything.toString()).as("the token of a %s", role).doesNotContain(token.reveal());
            }
        }
        try (Stream<String> key = Files.lines(files.resolve("all.key"))) {
            assertThat(everything.toString())
                    .doesNotContain(key.skip(1).findFirst().orElseThrow());
        }
    }

    private String address() {
        return daemons.address();
    }

    private Ended events(Path connectionFile, Path output) throws IOException, InterruptedException {
        return run(
                "example",
                "events",
                "--connection-file",
                connectionFile.toString(),
                "--input",
                INPUT.toString(),
                "--output",
                output.toString());
    }

    private static void refused(Ended ended, String reason) {
        assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(2);
        assertThat(ended.firstErrorLine()).contains(reason);
    }

    /// On the client's host.
    private Ended run(String... arguments) throws IOException, InterruptedException {
        try (QuernProcess process = daemons.start(CLIENT, arguments)) {
            return process.await();
        }
    }
}
