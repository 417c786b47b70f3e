package io.quern.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.worker.nanny.MemorySplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the launcher of the distribution that this build has just assembled, and the same file in a made-up checkout
/// whose `mvn` is a script of the test.
class LauncherIT {
    private static final Path ROOT =
            Path.of(System.getProperty("quern.root", "..")).toAbsolutePath();
    private static final Path DISTRIBUTION = ROOT.resolve("cli/target/dist");
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setEnvironment() throws IOException {
        environment.put("HOME", folder.toString());
        environment.put("PATH", Files.createDirectory(folder.resolve("path")).toString());
        environment.put("QUERN_JAVA_HOME", JAVA_HOME);
        for (String tool : List.of(
                "sh",
                "cat",
                "cksum",
                "cp",
                "date",
                "dirname",
                "find",
                "flock",
                "grep",
                "head",
                "ln",
                "ls",
                "mkdir",
                "mv",
                "readlink",
                "rm",
                "rmdir",
                "sed",
                "sleep",
                "touch")) {
            for (Path place : List.of(Path.of("/usr/bin"), Path.of("/bin"))) {
                if (Files.exists(place.resolve(tool))
                        && !Files.exists(folder.resolve("path").resolve(tool))) {
                    Files.createSymbolicLink(folder.resolve("path").resolve(tool), place.resolve(tool));
                }
            }
        }
    }

    @Test
    void aNannyHasTheOptionsThatItsShareOfMemoryWasMeasuredWith() throws IOException {
        assertThat(ROOT.resolve("bin/quern"))
                .content()
                .contains("worker:*) limits=\"" + String.join(" ", MemorySplit.NANNY_FLAGS) + "\" ;;");
    }

    @Test
    void whereTooFewFilesMayBeOpenNothingIsStartedAndTheRemedyIsNamed() throws Exception {
        String quern = DISTRIBUTION.resolve("bin/quern").toString();
        Launched refused = start(List.of("/bin/sh", "-c", "ulimit -n 64 && exec " + quern + " --version"))
                .await();
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("no more than 64 files may be open at once here, and Quern needs 256")
                .contains("ulimit -n 65536");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void distributionPrintsItsVersionAndNothingElseWithAndWithoutAnArchive() throws Exception {
        Launched first = launch(DISTRIBUTION, "--version");
        Launched second = launch(DISTRIBUTION, "--version");
        assertThat(first.err()).isEmpty();
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).matches("quern \\S+ \\(Java 25\\S*\\)\n");
        assertThat(second).isEqualTo(first);
        try (Stream<Path> archives = Files.list(folder.resolve(".cache/quern"))) {
            assertThat(archives.map(Path::toString)).singleElement().asString().endsWith(".jsa");
        }
    }

    @Test
    void launcherIsFoundThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("quern"), DISTRIBUTION.resolve("bin/quern"));
        assertThat(start(List.of(link.toString(), "--version")).await().exitCode())
                .isZero();
    }

    @Test
    void exitCodeAndErrorLinesOfTheProgramPassThrough() throws Exception {
        Launched launched = launch(DISTRIBUTION, "no such command");
        assertThat(launched.exitCode()).isEqualTo(2);
        assertThat(launched.out()).isEmpty();
        assertThat(launched.err()).startsWith("quern: ").contains("no such command");
    }

    @Test
    void cacheThatCannotBeWrittenCostsOnlyTime() throws Exception {
        environment.put(
                "XDG_CACHE_HOME", Files.createFile(folder.resolve("file")).toString());
        assertThat(launch(DISTRIBUTION, "--version"))
                .matches(launched -> launched.exitCode() == 0 && launched.err().isEmpty());
    }

    @Test
    void chosenJdkOfAnotherVersionIsRefusedByName() throws Exception {
        Path jdk = fakeJdk("jdk-17", "17.0.15");
        environment.put("QUERN_JAVA_HOME", jdk.toString());
        Launched launched = launch(DISTRIBUTION, "--version");
        assertThat(launched.exitCode()).isEqualTo(2);
        assertThat(launched.out()).isEmpty();
        assertThat(launched.err())
                .startsWith("quern: QUERN_JAVA_HOME is " + jdk + ", which is not a JDK 25 (17.0.15).");
    }

    @Test
    void noJdkAnywhereSaysWhereItLookedWhatItSawAndWhatToDo() throws Exception {
        environment.remove("QUERN_JAVA_HOME");
        Path old = fakeJdk("jdk-21", "21.0.2");
        Path checkout = checkout();
        Path launcher = checkout.resolve("bin/quern");
        Files.writeString(
                launcher,
                Files.readString(launcher)
                        .replaceFirst("(?s)\nsearch=\"[^\"]*\"", "\nsearch=\"" + folder + "/jdk-* /nowhere/*\""));
        Launched launched = launch(checkout, "--version");
        assertThat(launched.exitCode()).isEqualTo(2);
        assertThat(launched.err())
                .startsWith("quern: no JDK 25 found.")
                .contains("QUERN_JAVA_HOME", "JAVA_HOME (not set)", "PATH", folder + "/jdk-*", "/nowhere/*")
                .contains("Java 21.0.2 in " + old)
                .contains("set QUERN_JAVA_HOME to its folder");
    }

    @Test
    void javaHomeIsTakenWhereNothingElseIsSet() throws Exception {
        environment.remove("QUERN_JAVA_HOME");
        environment.put("JAVA_HOME", JAVA_HOME);
        assertThat(launch(DISTRIBUTION, "--version").exitCode()).isZero();
    }

    @Test
    void checkoutIsBuiltWhenSomethingChangedAndOnlyThen() throws Exception {
        Path checkout = checkout();
        Launched first = launch(checkout, "--version");
        assertThat(first.err()).startsWith("quern: building what changed");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).startsWith("quern ");
        assertThat(launch(checkout, "--version").err()).isEmpty();
        assertThat(builds(checkout)).isEqualTo(1);

        touch(checkout, "core/src/main/java/A.java");
        launch(checkout, "--version");
        assertThat(builds(checkout)).isEqualTo(2);

        touch(checkout, "core/pom.xml");
        launch(checkout, "--version");
        assertThat(builds(checkout)).isEqualTo(3);
    }

    @Test
    void launchesAtTheSameTimeBuildOnce() throws Exception {
        Path checkout = checkout();
        List<Launched.Running> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(start(List.of(checkout.resolve("bin/quern").toString(), "--version")));
        }
        for (Launched.Running one : running) {
            Launched launched = one.await();
            assertThat(launched.exitCode()).as(launched.err()).isZero();
            assertThat(launched.out()).startsWith("quern ");
        }
        assertThat(builds(checkout)).isEqualTo(1);
    }

    @Test
    void failedBuildShowsItsErrorsAndIsTriedAgain() throws Exception {
        Path checkout = checkout();
        Files.createFile(checkout.resolve("broken"));
        Launched launched = launch(checkout, "--version");
        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(launched.out()).isEmpty();
        assertThat(launched.err()).contains("the build failed", "[ERROR] A.java:[1] does not compile");
        Files.delete(checkout.resolve("broken"));
        assertThat(launch(checkout, "--version").exitCode()).isZero();
    }

    @Test
    void missingMavenIsSaid() throws Exception {
        Path checkout = checkout();
        Files.delete(folder.resolve("path/mvn"));
        Launched launched = launch(checkout, "--version");
        assertThat(launched.exitCode()).isEqualTo(2);
        assertThat(launched.err()).startsWith("quern: there is no mvn on the PATH");
    }

    @Test
    void folderThatIsNeitherIsSaid() throws Exception {
        Path checkout = checkout();
        Files.delete(checkout.resolve("pom.xml"));
        Launched launched = launch(checkout, "--version");
        assertThat(launched.exitCode()).isEqualTo(2);
        assertThat(launched.err()).contains("no distribution and no checkout of Quern");
    }

    /// Makes a checkout with one source, and a `mvn` that counts its calls and hands out the jars of the distribution.
    private Path checkout() throws IOException {
        Path checkout = Files.createDirectory(folder.resolve("check out"));
        Files.createDirectories(checkout.resolve("core/src/main/java"));
        Files.createDirectories(checkout.resolve("bin"));
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createFile(checkout.resolve("core/pom.xml"));
        Files.createFile(checkout.resolve("core/src/main/java/A.java"));
        Files.copy(DISTRIBUTION.resolve("bin/quern"), checkout.resolve("bin/quern"));
        Path mvn = folder.resolve("path/mvn");
        Files.writeString(mvn, """
                #!/bin/sh
                [ -e broken ] && echo '[ERROR] A.java:[1] does not compile' && exit 1
                echo built >>builds
                mkdir -p cli/target/dist/lib && cp "%s"/lib/*.jar cli/target/dist/lib
                """.formatted(DISTRIBUTION));
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
        return checkout;
    }

    private static long builds(Path checkout) throws IOException {
        return Files.readAllLines(checkout.resolve("builds")).size();
    }

    /// Makes a file newer than the start of the last build, whatever the resolution of the clock.
    private static void touch(Path checkout, String file) throws IOException {
        FileTime last = Files.getLastModifiedTime(checkout.resolve("cli/target/launch/stamp"));
        Files.setLastModifiedTime(checkout.resolve(file), FileTime.fromMillis(last.toMillis() + 5));
    }

    private Path fakeJdk(String name, String version) throws IOException {
        Path jdk = Files.createDirectories(folder.resolve(name));
        Files.createDirectory(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        assertThat(Files.createFile(jdk.resolve("bin/java")).toFile().setExecutable(true))
                .isTrue();
        return jdk;
    }

    private Launched launch(Path home, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/quern").toString()));
        command.addAll(List.of(arguments));
        return start(command).await();
    }

    private Launched.Running start(List<String> command) throws IOException {
        return Launched.start(folder, environment, command);
    }
}
