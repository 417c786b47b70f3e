package io.quern.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleTest {
    @TempDir
    private Path root;

    private PlantedHouse planted;

    @BeforeEach
    void plant() {
        planted = new PlantedHouse(root);
    }

    @Test
    void arrowsPointDown() throws IOException {
        House house = planted.with("core", "io.quern.core.Low", "public class Low {}")
                .with("worker", "io.quern.worker.High", "class High { io.quern.core.Low low; }")
                .build();
        assertThat(new ModuleArrows().violations(house)).isEmpty();
    }

    @Test
    void arrowUpIsFoundEvenInASignature() throws IOException {
        House house = planted.with(
                        "core", "io.quern.core.Low", "class Low { java.util.List<io.quern.worker.High> up; }")
                .with("worker", "io.quern.worker.High", "public class High {}")
                .build();
        assertThat(new ModuleArrows().violations(house))
                .singleElement()
                .asString()
                .contains("io/quern/core/Low uses io/quern/worker/High");
    }

    @Test
    void arrowSidewaysIsFound() throws IOException {
        House house = planted.with(
                        "scheduler", "io.quern.scheduler.Left", "class Left { Object o = io.quern.worker.Right.A; }")
                .with(
                        "worker",
                        "io.quern.worker.Right",
                        "public class Right { public static Object A = new Object(); }")
                .build();
        assertThat(new ModuleArrows().violations(house)).hasSize(1);
    }

    @Test
    void moduleWithoutAPlaceInTheTableIsFound() throws IOException {
        House house =
                planted.with("attic", "io.quern.attic.Box", "class Box {}").build();
        assertThat(new ModuleArrows().violations(house))
                .singleElement()
                .asString()
                .contains("module attic");
    }

    @Test
    void libraryOutsideItsHomeIsFound() throws IOException {
        String usesPicocli = "@picocli.CommandLine.Command class Tool {}";
        House house = planted.with("worker", "io.quern.worker.Tool", usesPicocli)
                .with("cli", "io.quern.cli.Tool", usesPicocli)
                .build();
        assertThat(new LibraryHomes().violations(house))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("io/quern/worker/Tool uses picocli/"));
    }

    @Test
    void packagesThatUseEachOtherOverAThirdAreFound() throws IOException {
        House house = planted.with("core", "io.quern.core.a.A", "public class A { io.quern.core.b.B b; }")
                .with("core", "io.quern.core.b.B", "public class B { io.quern.core.c.C c; }")
                .with("core", "io.quern.core.c.C", "public class C { void call() { new io.quern.core.a.A(); } }")
                .with("core", "io.quern.core.d.D", "public class D { io.quern.core.a.A a; }")
                .build();
        assertThat(new PackageCycles().violations(house))
                .singleElement()
                .asString()
                .contains("io.quern.core.c -> io.quern.core.a, as C uses A")
                .doesNotContain("core.d");
    }

    @Test
    void packagesInALineAreNoCycle() throws IOException {
        House house = planted.with("core", "io.quern.core.a.A", "public class A { io.quern.core.b.B b; }")
                .with("core", "io.quern.core.b.B", "public class B { B self; }")
                .build();
        assertThat(new PackageCycles().violations(house)).isEmpty();
    }

    @Test
    void machineThatReachesForAThreadOrAFileIsFound() throws IOException {
        String reaching = "class Machine { Object o = new java.util.concurrent.Semaphore(1); java.io.File f; }";
        House house = planted.with("scheduler", "io.quern.scheduler.lifecycle.Machine", reaching)
                .with("scheduler", "io.quern.scheduler.Machine", reaching)
                .build();
        assertThat(new PureMachines().violations(house))
                .hasSize(2)
                .allMatch(line -> line.startsWith("io/quern/scheduler/lifecycle/Machine uses java/"));
    }

    @Test
    void pureMachineWithRecordsAndSwitchesIsLeftAlone() throws IOException {
        String pure = """
                class Machine {
                    sealed interface Event permits Started, Ended {}
                    record Started(long nanos) implements Event {}
                    record Ended(String why) implements Event {}
                    enum Phase { WAITING, RUNNING }
                    String handle(Event event) {
                        return switch (event) {
                            case Started(long nanos) -> "at " + nanos + Phase.RUNNING;
                            case Ended(String why) -> java.util.List.of(why).stream().map(s -> s + "!").findFirst().get();
                        };
                    }
                }
                """;
        House house = planted.with("worker", "io.quern.worker.execution.Machine", pure)
                .build();
        assertThat(new PureMachines().violations(house)).isEmpty();
    }

    @Test
    void ordersThatDifferFromJvmToJvmAreFoundInMachines() throws IOException {
        String salted = """
                class Machine {
                    java.util.Set<String> names = java.util.Set.of("a", "b");
                    java.util.Map<Class<?>, String> rows = new java.util.HashMap<>();
                    java.util.Set<String> copy(java.util.List<String> all) {
                        return all.stream().collect(java.util.stream.Collectors.toUnmodifiableSet());
                    }
                    java.util.Map<Integer, java.util.List<String>> byLength(java.util.List<String> all) {
                        return all.parallelStream().collect(java.util.stream.Collectors.groupingBy(String::length));
                    }
                }
                """;
        String ordered = """
                class Rows {
                    java.util.Set<String> none = java.util.Set.of();
                    java.util.Map<String, String> rows = new java.util.LinkedHashMap<>();
                    java.util.Map<Integer, Long> byLength(java.util.List<String> all) {
                        var count = java.util.stream.Collectors.<String>counting();
                        var byLength = java.util.stream.Collectors.groupingBy(
                                String::length, java.util.TreeMap<Integer, Long>::new, count);
                        return all.stream().collect(byLength);
                    }
                }
                """;
        House house = planted.with("scheduler", "io.quern.scheduler.lifecycle.Machine", salted)
                .with("scheduler", "io.quern.scheduler.lifecycle.Rows", ordered)
                .with("scheduler", "io.quern.scheduler.Machine", salted)
                .build();
        assertThat(new RepeatableMachines().violations(house))
                .hasSize(5)
                .allMatch(line -> line.startsWith("io/quern/scheduler/lifecycle/Machine uses java/util/"));
    }

    @Test
    void clockReadOutsideItsHomeIsFoundAlsoAsAMethodReference() throws IOException {
        String reading = """
                class Reader {
                    java.util.function.LongSupplier clock = System::nanoTime;
                    java.util.Random unseeded = new java.util.Random();
                    java.util.Random seeded = new java.util.Random(7);
                    java.util.UUID id = java.util.UUID.randomUUID();
                    void nap() throws Exception { Thread.sleep(1); java.time.Instant.now(); }
                }
                """;
        House house = planted.with("core", "io.quern.core.runtime.Reader", reading)
                .with("worker", "io.quern.worker.Reader", reading)
                .build();
        List<String> violations = new OneClock().violations(house);
        assertThat(violations).hasSize(5).allMatch(line -> line.startsWith("io/quern/worker/Reader uses "));
        assertThat(String.join(" ", violations))
                .contains("nanoTime", "Random.<init>:()V", "randomUUID", "sleep", "Instant.now");
    }

    @Test
    void nameTakenTwiceIsFound() throws IOException {
        House house = planted.with("core", "io.quern.core.a.Twin", "class Twin {}")
                .with("worker", "io.quern.worker.Twin", "class Twin {}")
                .with("worker", "io.quern.worker.Single", "class Single {}")
                .build();
        assertThat(new OneNameOneClass().violations(house))
                .singleElement()
                .asString()
                .contains("Twin is taken 2 times");
    }

    @Test
    void packageWithoutAPurposeIsFound() throws IOException {
        House house = planted.with("core", "io.quern.core.silent.A", "class A {}")
                .with("core", "io.quern.core.said.B", "class B {}")
                .with("core", "io.quern.core.said.package-info", "/// Says it.")
                .build();
        assertThat(new PackageHouseholds().violations(house))
                .singleElement()
                .asString()
                .startsWith("io.quern.core.silent has no package-info");
    }

    @Test
    void packageOfTwentyOneFilesIsFoundUnlessItIsAUniformFamily() throws IOException {
        for (int i = 0; i < 21; i++) {
            planted.with("core", "io.quern.core.crowd.Member" + i, "class Member" + i + " {}");
            planted.with("core", "io.quern.core.family.Rule" + i, "class Rule" + i + " {}");
        }
        House house = planted.with("core", "io.quern.core.crowd.package-info", "/// A crowd.")
                .with("core", "io.quern.core.family.package-info", "/// A uniform family: one class a rule.")
                .build();
        assertThat(new PackageHouseholds().violations(house))
                .singleElement()
                .asString()
                .startsWith("io.quern.core.crowd has 21 files");
    }

    @Test
    void packageNamedForNothingIsFound() throws IOException {
        House house = planted.with("core", "io.quern.core.util.package-info", "/// Things.")
                .build();
        assertThat(new PackageHouseholds().violations(house))
                .singleElement()
                .asString()
                .contains("is named util");
    }

    @Test
    void fileOverFiveHundredLinesNeedsAReasonAndAReasonNeedsTheFile() throws IOException {
        House house = planted.with("core", "io.quern.core.Long", "class Long {" + "\n".repeat(500) + "}")
                .with("core", "io.quern.core.Fair", "class Fair {" + "\n".repeat(400) + "}")
                .build();
        String longFile = "core/src/main/java/io/quern/core/Long.java";
        assertThat(new FileLengths(Map.of()).violations(house))
                .singleElement()
                .asString()
                .startsWith(longFile);
        assertThat(new FileLengths(Map.of(longFile, "a table")).violations(house))
                .isEmpty();
        assertThat(new FileLengths(Map.of(longFile, "a table", "gone.java", "was long")).violations(house))
                .singleElement()
                .asString()
                .startsWith("gone.java");
        assertThat(FileLengths.questioned(house)).hasSize(2).first().asString().endsWith("Long.java");
    }

    @Test
    void wildcardImportIsFound() throws IOException {
        House house = planted.with("core", "io.quern.core.Wild", "import java.util.*;\nclass Wild {}")
                .with("core", "io.quern.core.Tame", "import java.util.List;\nclass Tame { List<String> l; }")
                .build();
        assertThat(new PlainImports().violations(house))
                .singleElement()
                .asString()
                .contains("Wild.java");
    }
}
